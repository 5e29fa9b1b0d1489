import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { BlobStore } from '../contracts/blob-store';
import type { Hash, Message, TranscriptRef } from '../contracts/transcript';
import type { OpaqueFields } from '../models/chat-types';
import { referencedHashes, renderMessages } from '../models/render-messages';
import { loadMessages, loadTexts, storeTail } from '../store/transcripts';

/** Stores what a transcript brings along: the texts that the workflow wrote, and the nodes of its tail. */
export async function storeTranscript(store: BlobStore, ref: TranscriptRef): Promise<void> {
  await Promise.all([
    storeTail(store, ref),
    ...(ref.texts ?? []).map((text) => store.put(new TextEncoder().encode(text))),
  ]);
}

/** A transcript's messages as a model is sent them. Needs nothing of its tail to be stored. */
export async function renderTranscript(
  store: BlobStore,
  ref: TranscriptRef,
): Promise<{ messages: Message[]; params: ChatCompletionMessageParam[]; texts: ReadonlyMap<Hash, string> }> {
  const messages = await loadMessages(store, ref);
  const hashes = referencedHashes(messages);
  const [texts, images, opaque] = await Promise.all([
    loadTexts(store, messages, ref.texts),
    loadAll(store, hashes.images, (bytes) => bytes),
    loadAll(store, hashes.opaque, (bytes) => JSON.parse(decodeText(bytes)) as OpaqueFields),
  ]);
  return { messages, texts, params: renderMessages(messages, { texts, images, opaque }) };
}

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function loadAll<T>(
  store: BlobStore,
  hashes: Hash[],
  read: (bytes: Uint8Array) => T,
): Promise<Map<Hash, T>> {
  const loaded = await Promise.all(hashes.map(async (hash) => [hash, read(await store.get(hash))] as const));
  return new Map(loaded);
}
