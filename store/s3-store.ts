import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { BlobStore } from '../contracts/blob-store';
import type { Hash } from '../contracts/transcript';
import { openBucket, type S3Bucket, type S3Config } from './s3-bucket';
import { isConflict, isForbidden, isMissing, isTaken, s3StoreError } from './s3-errors';
import { assertHash, assertName, blobCorrupt, blobMissing, storeUnavailable } from './store-errors';

const Identity = z.object({ id: z.string().min(1) });
const CREATE_ATTEMPTS = 5;

/**
 * A blob store in a bucket: blobs at `<prefix>blobs/<hash>`, documents at `<prefix>named/<name>`, heads at
 * `<prefix>heads/<name>`, its id in `<prefix>store.json`. Credentials come from AWS's usual places. Needs a server with
 * conditional puts (`If-None-Match`, `If-Match`), as AWS, MinIO and others have them.
 */
export class S3Store implements BlobStore {
  private readonly name: string;
  private opened?: Promise<S3Bucket>;
  private identity?: Promise<string>;

  constructor(private readonly config: S3Config) {
    this.name = `s3://${config.bucket}/${config.prefix}`;
  }

  /** Closes idle connections. */
  async close(): Promise<void> {
    (await this.opened)?.close();
  }

  id(): Promise<string> {
    this.identity ??= this.readOrCreateId().catch((error: unknown) => {
      this.identity = undefined;
      throw error;
    });
    return this.identity;
  }

  async put(bytes: Uint8Array): Promise<Hash> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const key = this.blobKey(hash);
    if ((await this.sizeOf(key)) !== bytes.byteLength) await this.write(key, bytes);
    return hash;
  }

  async get(hash: Hash): Promise<Uint8Array> {
    assertHash(hash);
    const bytes = await this.read(this.blobKey(hash));
    if (!bytes) throw blobMissing(hash, this.name);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw blobCorrupt(hash, this.name);
    return bytes;
  }

  async has(hash: Hash): Promise<boolean> {
    assertHash(hash);
    return (await this.sizeOf(this.blobKey(hash))) !== undefined;
  }

  async putNamed(name: string, bytes: Uint8Array): Promise<void> {
    assertName(name);
    await this.write(this.namedKey(name), bytes);
  }

  async createNamed(name: string, bytes: Uint8Array): Promise<boolean> {
    assertName(name);
    return this.create(this.namedKey(name), bytes);
  }

  async getNamed(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    return this.read(this.namedKey(name));
  }

  async getHead(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    return (await this.readTagged(this.headKey(name)))?.bytes;
  }

  /** A conflict says that somebody else is writing: look again, until the answer is definite. */
  async swapHead(
    name: string,
    { from, to }: { from: Uint8Array | undefined; to: Uint8Array },
  ): Promise<boolean> {
    assertName(name);
    const key = this.headKey(name);
    const bucket = await this.bucket();
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.readTagged(key);
      if (found === undefined || from === undefined ? found !== from : !sameBytes(found.bytes, from)) {
        return false;
      }
      try {
        await bucket.put(key, to, found ? { tag: found.tag } : 'create');
        return true;
      } catch (error) {
        // Gone since, or another one: both mean that something else stands there.
        if (isTaken(error) || isMissing(error)) return false;
        if (isConflict(error) && attempt < CREATE_ATTEMPTS) continue;
        throw s3StoreError(this.name, error, 'write');
      }
    }
  }

  private headKey(name: string): string {
    return `${this.config.prefix}heads/${name}`;
  }

  private blobKey(hash: Hash): string {
    return `${this.config.prefix}blobs/${hash}`;
  }

  private namedKey(name: string): string {
    return `${this.config.prefix}named/${name}`;
  }

  private bucket(): Promise<S3Bucket> {
    this.opened ??= openBucket(this.config);
    return this.opened;
  }

  private async read(key: string): Promise<Uint8Array | undefined> {
    return (await this.readTagged(key))?.bytes;
  }

  private async readTagged(key: string): Promise<{ bytes: Uint8Array; tag: string } | undefined> {
    const bucket = await this.bucket();
    try {
      return await bucket.get(key);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw s3StoreError(this.name, error, 'read');
    }
  }

  /** Undefined where nothing is there, or where we may not ask: S3 answers 403 to those who may not list. */
  private async sizeOf(key: string): Promise<number | undefined> {
    const bucket = await this.bucket();
    try {
      return await bucket.size(key);
    } catch (error) {
      if (isMissing(error) || isForbidden(error)) return undefined;
      throw s3StoreError(this.name, error, 'read');
    }
  }

  private async write(key: string, bytes: Uint8Array): Promise<void> {
    const bucket = await this.bucket();
    try {
      await bucket.put(key, bytes, 'replace');
    } catch (error) {
      throw s3StoreError(this.name, error, 'write');
    }
  }

  /** A conflict says that somebody else is creating the same name: ask again, and the answer is definite. */
  private async create(key: string, bytes: Uint8Array): Promise<boolean> {
    const bucket = await this.bucket();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await bucket.put(key, bytes, 'create');
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        if (isConflict(error) && attempt < CREATE_ATTEMPTS) continue;
        throw s3StoreError(this.name, error, 'write');
      }
    }
  }

  private async readOrCreateId(): Promise<string> {
    const key = `${this.config.prefix}store.json`;
    const existing = await this.read(key);
    if (existing) return this.parseId(key, existing);
    const mine = { id: randomUUID(), kind: 'forerun-blob-store', version: 1 };
    if (await this.create(key, new TextEncoder().encode(`${JSON.stringify(mine)}\n`))) return mine.id;
    return this.parseId(key, (await this.read(key)) ?? new Uint8Array());
  }

  private parseId(key: string, bytes: Uint8Array): string {
    try {
      return Identity.parse(JSON.parse(new TextDecoder().decode(bytes))).id;
    } catch (cause) {
      const remedy = 'Restore the object from a copy; a new one would cut off all runs that name the old id.';
      throw storeUnavailable(this.name, `${key} is damaged`, cause, { retryable: false, remedy });
    }
  }
}

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
