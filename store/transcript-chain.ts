import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ForerunError } from '../contracts/errors';
import type { Hash, Message, TranscriptNode, TranscriptPoint, TranscriptRef } from '../contracts/transcript';
import { canonicalJson } from '../core/canonical-json';

const Calls = z.array(
  z.strictObject({ id: z.string(), tool: z.string(), arguments: z.record(z.string(), z.json()) }),
);
const Image = z.strictObject({ hash: z.string(), mime: z.string(), name: z.string() });
const StoredMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), text: z.string() }),
  z.strictObject({ role: z.literal('user'), text: z.string(), images: z.array(Image).optional() }),
  z.strictObject({
    role: z.literal('assistant'),
    textHash: z.string().optional(),
    opaqueHash: z.string().optional(),
    calls: Calls,
  }),
  z.strictObject({ role: z.literal('tool'), callId: z.string(), ok: z.boolean(), textHash: z.string() }),
]);
const StoredNode = z.strictObject({ parent: z.string().nullable(), messages: z.array(StoredMessage) });

/** A node with the bytes that it is stored as; the SHA-256 of the bytes is the id. */
export interface EncodedNode {
  id: Hash;
  node: TranscriptNode;
  bytes: Uint8Array;
}

export function encodeNode(node: TranscriptNode): EncodedNode {
  const bytes = new TextEncoder().encode(canonicalJson(node));
  return { id: createHash('sha256').update(bytes).digest('hex'), node, bytes };
}

/** A node from bytes whose hash was verified. Throws ForerunError `transcript_invalid` for what is no node. */
export function decodeNode(id: Hash, bytes: Uint8Array): TranscriptNode {
  const parsed = StoredNode.safeParse(parseJson(bytes));
  if (!parsed.success) throw transcriptInvalid(id, 'the blob under this id is not part of a transcript');
  return parsed.data as TranscriptNode;
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** References whose tail has been hashed: one activity renders it and stores it. */
const verified = new WeakMap<TranscriptRef, EncodedNode[]>();

/**
 * The tail of a reference as it is to be stored; a reference is not changed once it was asked for. Throws ForerunError `transcript_invalid` unless each node names the
 * one before it, the last one's id is the reference's, and the depths fit.
 */
export function verifyTail(ref: TranscriptRef): EncodedNode[] {
  const before = verified.get(ref);
  if (before) return before;
  let parent = ref.base?.id ?? null;
  const nodes = ref.tail.map((node) => {
    if (node.parent !== parent)
      throw transcriptInvalid(ref.id, `a node follows ${node.parent}, not ${parent}`);
    const encoded = encodeNode(node);
    parent = encoded.id;
    return encoded;
  });
  if (parent !== ref.id) throw transcriptInvalid(ref.id, `its messages make ${parent}`);
  const depth = (ref.base?.depth ?? -1) + nodes.length;
  if (depth !== ref.depth) throw transcriptInvalid(ref.id, `its depth is ${depth}, not ${ref.depth}`);
  verified.set(ref, nodes);
  return nodes;
}

/** Whether nodes, oldest first, are the whole chain from the root to a place. */
export function isChain(nodes: TranscriptNode[], point: TranscriptPoint): boolean {
  if (nodes.length !== point.depth + 1) return false;
  let parent: Hash | null = null;
  for (const node of nodes) {
    if (node.parent !== parent) return false;
    parent = encodeNode(node).id;
  }
  return parent === point.id;
}

export const messagesOf = (nodes: TranscriptNode[]): Message[] => nodes.flatMap((node) => node.messages);

export function transcriptInvalid(id: Hash, why: string): ForerunError {
  const message = `transcript ${id}: ${why}`;
  const remedy = 'The reference and the stored messages do not belong together; run the task again.';
  return new ForerunError({ code: 'transcript_invalid', blame: 'system', message, remedy, details: { id } });
}

const Snapshot = z.strictObject({ nodes: z.array(StoredNode) });

/** The nodes of a snapshot document, oldest first, or undefined where it is not one. */
export function decodeSnapshot(bytes: Uint8Array): TranscriptNode[] | undefined {
  const parsed = Snapshot.safeParse(parseJson(bytes));
  return parsed.success ? (parsed.data.nodes as TranscriptNode[]) : undefined;
}

export const encodeSnapshot = (nodes: TranscriptNode[]): Uint8Array =>
  new TextEncoder().encode(canonicalJson({ nodes }));
