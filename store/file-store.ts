import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { BlobStore } from '../contracts/blob-store';
import { ForerunError } from '../contracts/errors';
import type { Hash } from '../contracts/transcript';
import { errorCode, FOLDER_MODE, makeFolder, syncFolder, writeDurably } from './durable-file';
import { readFileHead, swapFileHead } from './file-head';
import {
  assertHash,
  assertName,
  blobCorrupt,
  blobMissing,
  fileStoreError,
  storeUnavailable,
} from './store-errors';

const Identity = z.object({ id: z.string().min(1) });
const MAX_KNOWN = 10_000;

/**
 * A blob store in a folder: blobs at `blobs/ab/<hash>`, documents at `named/<name>`, heads at `heads/<name>/<number>`,
 * its id in `store.json`.
 * Any number of processes may share it, over a mount as well, if that has hard links and atomic renames.
 */
export class FileStore implements BlobStore {
  private identity?: Promise<string>;
  /** Blobs that this process has seen durable: written by itself, or their folder synced since. */
  private readonly durable = new Set<Hash>();

  /** `root` is made on the first write. */
  constructor(readonly root: string) {}

  id(): Promise<string> {
    this.identity ??= this.readOrCreateId().catch((error: unknown) => {
      this.identity = undefined;
      throw error;
    });
    return this.identity;
  }

  async put(bytes: Uint8Array): Promise<Hash> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const path = this.blobPath(hash);
    await this.guard('write', async () => {
      const isKnown = this.durable.has(hash);
      const isThere = isKnown ? (await sizeOf(path)) === bytes.byteLength : await holds(path, bytes);
      if (!isThere) await this.write(path, bytes, 'replace');
      // Another process may have named the file and not yet made the name durable.
      else if (!isKnown) await syncFolder(dirname(path));
    });
    if (this.durable.size >= MAX_KNOWN) this.durable.clear();
    this.durable.add(hash);
    return hash;
  }

  async get(hash: Hash): Promise<Uint8Array> {
    assertHash(hash);
    const bytes = await this.guard('read', () => readIfThere(this.blobPath(hash)));
    if (!bytes) throw blobMissing(hash, this.root);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw blobCorrupt(hash, this.root);
    return bytes;
  }

  async has(hash: Hash): Promise<boolean> {
    assertHash(hash);
    return (await this.guard('read', () => sizeOf(this.blobPath(hash)))) !== undefined;
  }

  async putNamed(name: string, bytes: Uint8Array): Promise<void> {
    assertName(name);
    await this.guard('write', () => this.write(join(this.root, 'named', name), bytes, 'replace'));
  }

  async createNamed(name: string, bytes: Uint8Array): Promise<boolean> {
    assertName(name);
    return this.guard('write', () => this.write(join(this.root, 'named', name), bytes, 'create'));
  }

  async getNamed(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    return this.guard('read', () => readIfThere(join(this.root, 'named', name)));
  }

  async getHead(name: string): Promise<Uint8Array | undefined> {
    assertName(name);
    return this.guard('read', () => readFileHead(join(this.root, 'heads', name)));
  }

  async swapHead(name: string, change: { from: Uint8Array | undefined; to: Uint8Array }): Promise<boolean> {
    assertName(name);
    return this.guard('write', () => swapFileHead(join(this.root, 'heads', name), change));
  }

  private blobPath(hash: Hash): string {
    return join(this.root, 'blobs', hash.slice(0, 2), hash);
  }

  private async write(path: string, data: Uint8Array, mode: 'replace' | 'create'): Promise<boolean> {
    try {
      return await writeDurably({ path, data, mode });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await makeFolder(dirname(path));
      return writeDurably({ path, data, mode });
    }
  }

  private async readOrCreateId(): Promise<string> {
    const path = join(this.root, 'store.json');
    const existing = await this.guard('read', () => readIfThere(path));
    if (existing) return this.parseId(path, existing);
    await this.guard('write', () => makeBlobFolders(join(this.root, 'blobs')));
    const mine = { id: randomUUID(), kind: 'forerun-blob-store', version: 1 };
    const data = new TextEncoder().encode(`${JSON.stringify(mine)}\n`);
    if (await this.guard('write', () => this.write(path, data, 'create'))) return mine.id;
    return this.parseId(path, await readFile(path));
  }

  private parseId(path: string, bytes: Uint8Array): string {
    try {
      return Identity.parse(JSON.parse(new TextDecoder().decode(bytes))).id;
    } catch (cause) {
      const remedy = 'Restore the file from a copy; a new one would cut off all runs that name the old id.';
      throw storeUnavailable(this.root, `${path} is damaged`, cause, { retryable: false, remedy });
    }
  }

  private async guard<T>(operation: 'read' | 'write', action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof ForerunError) throw error;
      throw fileStoreError(this.root, error, operation);
    }
  }
}

/** All folders that blobs will need, at once: a put into a new folder would have to make that durable, too. */
async function makeBlobFolders(blobs: string): Promise<void> {
  await makeFolder(blobs);
  const names = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));
  await Promise.all(
    names.map((name) =>
      mkdir(join(blobs, name), FOLDER_MODE).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      }),
    ),
  );
  await syncFolder(blobs);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether the file has just this content: a damaged one is to be written anew. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  if ((await sizeOf(path)) !== bytes.byteLength) return false;
  let at = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    if (piece.compare(bytes, at, Math.min(at + piece.length, bytes.length)) !== 0) return false;
    at += piece.length;
  }
  return at === bytes.byteLength;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
