import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from './make-folders';

/** Only the owner reads what tasks and models wrote. */
export const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

export interface DurableWrite {
  path: string;
  /** May come in pieces. */
  data: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** `create` leaves a file alone that is there already. */
  mode: 'replace' | 'create';
  /** Permissions of a new file, before the process's mask; the owner's alone by default. */
  permissions?: number;
}

/**
 * Writes a file so that readers see all of it or nothing, and so that it survives a power cut once the promise
 * resolves: temporary name, fsync of the file, rename (or link), fsync of the folder. The folder must exist.
 * False when `create` found the name taken. Throws Node's own errors; nothing half-written stays behind, unless the
 * process is killed without a chance to clear up.
 */
export async function writeDurably({ path, data, mode, permissions }: DurableWrite): Promise<boolean> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  let moved = false;
  unfinished.add(temporary);
  try {
    const file = await open(temporary, 'wx', permissions ?? FILE_MODE);
    try {
      const pieces = typeof data === 'object' && Symbol.asyncIterator in data ? data : [data];
      for await (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    if (mode === 'replace') {
      await rename(temporary, path);
      moved = true;
    } else if (!(await linkUnlessTaken(temporary, path))) return false;
    await syncFolder(dirname(path));
    return true;
  } finally {
    if (!moved) await rm(temporary, { force: true });
    unfinished.delete(temporary);
  }
}

/** Temporary files of this process. They are removed where it leaves in the middle, as on Ctrl-C. */
class Unfinished {
  private readonly paths = new Set<string>();
  private readonly removeAll = (): void => this.paths.forEach((path) => rmSync(path, { force: true }));

  add(path: string): void {
    if (this.paths.size === 0) process.once('exit', this.removeAll);
    this.paths.add(path);
  }

  delete(path: string): void {
    this.paths.delete(path);
    if (this.paths.size === 0) process.removeListener('exit', this.removeAll);
  }
}
const unfinished = new Unfinished();

/** Whether a name is one of `writeDurably`'s temporary names, left behind by a crash; earlier versions had longer ones. */
export const isTemporaryName = (name: string): boolean => /^\.(?:.*\.)?[0-9a-f]{12,16}\.tmp$/.test(name);

async function linkUnlessTaken(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What file systems say that cannot sync a folder; there the rename itself has to do. */
const CANNOT_SYNC = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'];

/** Makes the names in a folder durable, where its file system can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!CANNOT_SYNC.includes(errorCode(error) ?? '')) throw error;
  }
}

/** Makes a folder and those above it, for the owner alone, durable as far as they are new. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await makeFolders(folder, FOLDER_MODE);
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Code of a Node system error, such as `ENOENT`; undefined for anything else. Looks, since realms differ in jest. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
