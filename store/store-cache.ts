import type { BlobStore } from '../contracts/blob-store';
import type { Task } from '../contracts/task';
import type { Hash, TranscriptNode } from '../contracts/transcript';
import { LruCache } from './lru-cache';

const NODE_BYTES = 16_000_000;
const TEXT_BYTES = 32_000_000;
const TASK_BYTES = 4_000_000;

/** What this process has read from or written to one store; content-addressed, so never stale. */
export interface StoreCache {
  nodes: LruCache<TranscriptNode>;
  texts: LruCache<string>;
  tasks: LruCache<Task>;
}

const caches = new WeakMap<BlobStore, StoreCache>();

/** One cache per store object: what lies in one store says nothing of another. */
export function cacheOf(store: BlobStore): StoreCache {
  let cache = caches.get(store);
  if (!cache) {
    cache = {
      nodes: new LruCache<TranscriptNode>(NODE_BYTES),
      texts: new LruCache<string>(TEXT_BYTES),
      tasks: new LruCache<Task>(TASK_BYTES),
    };
    caches.set(store, cache);
  }
  return cache;
}

/** Remembers a stored node, frozen: readers share it. */
export function rememberNode(
  store: BlobStore,
  id: Hash,
  node: TranscriptNode,
  bytes: number,
): TranscriptNode {
  const frozen = deepFreeze(node);
  cacheOf(store).nodes.set(id, frozen, bytes);
  return frozen;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
