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
}
