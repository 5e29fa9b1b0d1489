import type { Hash } from './transcript';

/**
 * Content by hash, and a few documents by name. A put is durable when its promise resolves.
 * Reads verify content against the hash. Errors: ForerunError `blob_missing`, `blob_corrupt`, `store_unavailable`,
 * `store_unwritable`, `store_full`, `invalid_hash`, `invalid_name`.
 */
export interface BlobStore {
  /** Identity of the store, equal for everyone who shares it. */
  id(): Promise<string>;
  /** Stores bytes and returns their SHA-256. Idempotent. */
  put(bytes: Uint8Array): Promise<Hash>;
  get(hash: Hash): Promise<Uint8Array>;
  has(hash: Hash): Promise<boolean>;
  /** Stores a document under a name (`[a-z0-9/._-]`); overwrites. */
  putNamed(name: string, bytes: Uint8Array): Promise<void>;
  /** Stores a document unless the name is taken; false when it was. Atomic among all users of the store. */
  createNamed(name: string, bytes: Uint8Array): Promise<boolean>;
  /** The document, or undefined. */
  getNamed(name: string): Promise<Uint8Array | undefined>;
  /** What a head holds, or undefined. Heads are the mutable documents that many write; their names are their own. */
  getHead(name: string): Promise<Uint8Array | undefined>;
  /**
   * Puts `to` in the place of `from` (undefined: of nothing), if `from` stands there, byte for byte; durable when it
   * resolves. False, and nothing changed, where something else stands. Atomic among all users of the store. Where the
   * answer of a server was lost, a swap that took place may be told as false: read the head again.
   */
  swapHead(name: string, change: { from: Uint8Array | undefined; to: Uint8Array }): Promise<boolean>;
}
