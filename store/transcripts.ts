import type { BlobStore } from '../contracts/blob-store';
import type { Hash, Message, TranscriptNode, TranscriptPoint, TranscriptRef } from '../contracts/transcript';
import { sha256Hex } from '../core/sha256';
import { SNAPSHOT_EVERY } from '../core/transcript';
import { mapBounded } from './map-bounded';
import { cacheOf, rememberNode } from './store-cache';
import {
  decodeNode,
  decodeSnapshot,
  encodeSnapshot,
  isChain,
  messagesOf,
  parseJson,
  transcriptInvalid,
  verifyTail,
} from './transcript-chain';

const READS_AT_A_TIME = 8;

const snapshotName = (id: Hash): string => `snapshots/${id}`;

const isSnapshotDepth = (depth: number): boolean => depth > 0 && depth % SNAPSHOT_EVERY === 0;

/**
 * Stores the nodes of a reference that its base does not hold, and a snapshot where one is due; durable when the
 * promise resolves, idempotent. Throws ForerunError `transcript_invalid` where the tail does not lead from the base
 * to the reference's id, and the store's errors.
 */
export async function storeTail(store: BlobStore, ref: TranscriptRef): Promise<void> {
  const { nodes: known } = cacheOf(store);
  const tail = verifyTail(ref);
  await mapBounded(tail, READS_AT_A_TIME, async ({ id, bytes }) => {
    if (known.get(id)) return;
    await store.put(bytes);
    rememberNode(store, id, parseJson(bytes) as TranscriptNode, bytes.byteLength);
  });
  const firstDepth = ref.depth - tail.length + 1;
  for (const [index, { id }] of tail.entries()) {
    const depth = firstDepth + index;
    if (!isSnapshotDepth(depth)) continue;
    await store.putNamed(snapshotName(id), encodeSnapshot(await loadNodes(store, { id, depth })));
  }
}

/**
 * All messages up to a place, oldest first; of a reference, those of its tail too, stored or not. Reads the nodes
 * back to the nearest snapshot, unless this process has them already. Messages are shared and frozen.
 * Throws ForerunError `blob_missing`, `blob_corrupt` or `transcript_invalid`, naming the id.
 */
export async function loadMessages(
  store: BlobStore,
  place: TranscriptPoint | TranscriptRef,
): Promise<Message[]> {
  if (!('tail' in place)) return messagesOf(await loadNodes(store, place));
  const tail = verifyTail(place).map(({ node }) => node);
  const base = place.base ? await loadNodes(store, place.base) : [];
  return messagesOf([...base, ...tail]);
}

async function loadNodes(store: BlobStore, point: TranscriptPoint): Promise<TranscriptNode[]> {
  const newestFirst: TranscriptNode[] = [];
  let id: Hash | null = point.id;
  for (let depth = point.depth; id !== null; depth -= 1) {
    if (depth < 0) throw transcriptInvalid(point.id, `its chain is longer than its depth ${point.depth}`);
    const older = await nodesFromSnapshot(store, { id, depth });
    if (older) return [...older, ...newestFirst.toReversed()];
    const node = await loadNode(store, id);
    newestFirst.push(node);
    id = node.parent;
  }
  if (newestFirst.length !== point.depth + 1) {
    throw transcriptInvalid(point.id, `its depth is ${newestFirst.length - 1}, not ${point.depth}`);
  }
  return newestFirst.toReversed();
}

/** A snapshot saves reads and nothing else: one that is missing or damaged is passed over. */
async function nodesFromSnapshot(
  store: BlobStore,
  point: TranscriptPoint,
): Promise<TranscriptNode[] | undefined> {
  if (!isSnapshotDepth(point.depth) || cacheOf(store).nodes.get(point.id)) return undefined;
  const bytes = await store.getNamed(snapshotName(point.id));
  const nodes = bytes && decodeSnapshot(bytes);
  if (!bytes || !nodes || !isChain(nodes, point)) return undefined;
  const share = Math.ceil(bytes.byteLength / nodes.length);
  return nodes.map((node, index) => {
    const id = nodes[index + 1]?.parent ?? point.id;
    return rememberNode(store, id, node, share);
  });
}

async function loadNode(store: BlobStore, id: Hash): Promise<TranscriptNode> {
  const known = cacheOf(store).nodes.get(id);
  if (known) return known;
  const bytes = await store.get(id);
  return rememberNode(store, id, decodeNode(id, bytes), bytes.byteLength);
}

/** The texts that messages hold by hash (`textHash`, `opaqueHash`), by their hash; those in `brought` need not be stored. */
export async function loadTexts(
  store: BlobStore,
  messages: Message[],
  brought: string[] = [],
): Promise<Map<Hash, string>> {
  const atHand = new Map(brought.map((text) => [sha256Hex(text), text]));
  const hashes = new Set(messages.flatMap(hashesOf));
  const { texts } = cacheOf(store);
  const pairs = await mapBounded([...hashes], READS_AT_A_TIME, async (hash): Promise<[Hash, string]> => {
    const known = atHand.get(hash) ?? texts.get(hash);
    if (known !== undefined) return [hash, known];
    const bytes = await store.get(hash);
    const text = new TextDecoder().decode(bytes);
    texts.set(hash, text, bytes.byteLength);
    return [hash, text];
  });
  return new Map(pairs);
}

function hashesOf(message: Message): Hash[] {
  switch (message.role) {
    case 'system':
    case 'user':
      return [];
    case 'assistant':
      return [message.textHash, message.opaqueHash].filter((hash) => hash !== undefined);
    case 'tool':
      return [message.textHash];
  }
}
