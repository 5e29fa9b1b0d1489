import { createHash } from 'node:crypto';
import type { BlobStore } from '../../../contracts/blob-store';
import { ForerunError } from '../../../contracts/errors';

/** A blob store in memory that keeps the contract, and shows what it holds. */
export class MemoryStore implements BlobStore {
  readonly blobs = new Map<string, Uint8Array>();
  readonly named = new Map<string, Uint8Array>();

  id = (): Promise<string> => Promise.resolve('memory');

  put(bytes: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.blobs.set(hash, Uint8Array.from(bytes));
    return Promise.resolve(hash);
  }

  get(hash: string): Promise<Uint8Array> {
    const bytes = this.blobs.get(hash);
    if (bytes) return Promise.resolve(bytes);
    return Promise.reject(
      new ForerunError({ code: 'blob_missing', blame: 'system', message: `no blob ${hash}` }),
    );
  }

  has = (hash: string): Promise<boolean> => Promise.resolve(this.blobs.has(hash));

  putNamed(name: string, bytes: Uint8Array): Promise<void> {
    this.named.set(name, bytes);
    return Promise.resolve();
  }

  createNamed(name: string, bytes: Uint8Array): Promise<boolean> {
    if (this.named.has(name)) return Promise.resolve(false);
    this.named.set(name, bytes);
    return Promise.resolve(true);
  }

  getNamed = (name: string): Promise<Uint8Array | undefined> => Promise.resolve(this.named.get(name));

  getHead = (): Promise<undefined> => Promise.reject(new Error('this store has no heads'));
  swapHead = (): Promise<boolean> => Promise.reject(new Error('this store has no heads'));

  /** The JSON value under a hash. */
  json(hash: string): unknown {
    return JSON.parse(new TextDecoder().decode(this.blobs.get(hash)));
  }
}
