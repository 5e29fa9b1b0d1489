import { createHash } from 'node:crypto';
import type { BlobStore } from '../../contracts/blob-store';
import type { Hash } from '../../contracts/transcript';
import { assertHash, assertName, blobCorrupt, blobMissing } from '../../store/store-errors';

/** A blob store for tests, with the contract of the real ones. Counts reads; content can be damaged through `blobs`. */
export class MemoryStore implements BlobStore {
  readonly blobs = new Map<Hash, Uint8Array>();
  readonly named = new Map<string, Uint8Array>();
  readonly heads = new Map<string, Uint8Array>();
  /** Ids and names in the order in which they were read. */
  readonly reads: string[] = [];

  constructor(private readonly storeId = 'memory-store') {}

  async id(): Promise<string> {
    return this.storeId;
  }

  async put(bytes: Uint8Array): Promise<Hash> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (!this.blobs.has(hash)) this.blobs.set(hash, Uint8Array.from(bytes));
    return hash;
  }

  /** Text as UTF-8. */
  putText(text: string): Promise<Hash> {
    return this.put(new TextEncoder().encode(text));
  }

  async get(hash: Hash): Promise<Uint8Array> {
    assertHash(hash);
    this.reads.push(hash);
    const bytes = this.blobs.get(hash);
    if (!bytes) throw blobMissing(hash, this.storeId);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw blobCorrupt(hash, this.storeId);
    return Uint8Array.from(bytes);
  }

  async has(hash: Hash): Promise<boolean> {
    assertHash(hash);
    return this.blobs.has(hash);
  }

  async putNamed(name: string, bytes: Uint8Array): Promise<void> {
    assertName(name);
    this.named.set(name, Uint8Array.from(bytes));
  }

  async createNamed(name: string, bytes: Uint8Array): Promise<boolean> {
    if (this.named.has(name)) return false;
    await this.putNamed(name, bytes);
    return true;
  }

  async getNamed(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    this.reads.push(name);
    const bytes = this.named.get(name);
    return bytes && Uint8Array.from(bytes);
  }

  async getHead(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    this.reads.push(name);
    const bytes = this.heads.get(name);
    return bytes && Uint8Array.from(bytes);
  }

  async swapHead(
    name: string,
    { from, to }: { from: Uint8Array | undefined; to: Uint8Array },
  ): Promise<boolean> {
    assertName(name);
    const found = this.heads.get(name);
    const stands = found && from ? Buffer.compare(found, from) === 0 : found === from;
    if (stands) this.heads.set(name, Uint8Array.from(to));
    return stands;
  }
}
