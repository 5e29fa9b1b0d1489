import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ForerunError } from '../../contracts/errors';
import { makeFolders } from '../../store/make-folders';
import { errorCode } from '../../store/durable-file';
import { unwritable } from './write-atomic';

const LOCK_FILE = '.forerun-lock';

const Owner = z.object({
  pid: z.number().int().positive(),
  /** Start of the process in ticks since boot, where the system tells; guards against a pid used again. */
  startTicks: z.string().optional(),
  host: z.string(),
  nonce: z.string(),
  since: z.string(),
});
type Owner = z.infer<typeof Owner>;

/** A folder that belongs to this process until `release`. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this process, making it where needed. A lock whose process has died on this machine is taken over.
 * Throws ForerunError `output_in_use`, which names the process, or `output_unwritable`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const owner = await describeSelf();
  try {
    await makeFolders(folder);
    if (!(await createWhole(path, owner))) await takeOver(folder, path, owner);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return { release: () => releaseIfOwn(path, owner) };
}

async function describeSelf(): Promise<Owner> {
  const startTicks = await startTicksOf(process.pid);
  return {
    pid: process.pid,
    ...(startTicks ? { startTicks } : {}),
    host: hostname(),
    nonce: randomBytes(8).toString('hex'),
    since: new Date().toISOString(),
  };
}

/**
 * Creates the lock with its content in one step, so that nobody ever reads half of it; false where there is one. Where
 * the file system knows no hard links, it is created first and filled then.
 */
async function createWhole(path: string, owner: Owner): Promise<boolean> {
  const temporary = `${path}.${owner.nonce}`;
  try {
    await writeFile(temporary, JSON.stringify(owner), { flag: 'wx' });
    await link(temporary, path).catch(async (error: unknown) => {
      if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
      await writeFile(path, JSON.stringify(owner), { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Moves a dead process's lock aside, under a name of its own, and tries once more; whoever is second loses. */
async function takeOver(folder: string, path: string, owner: Owner): Promise<void> {
  const held = await readOwner(path);
  if (held && (await isAlive(held))) throw inUse(folder, held);
  const aside = `${path}.${owner.nonce}.stale`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readOwner(aside);
  if (moved && moved.nonce !== held?.nonce) {
    // Somebody else took over in between, and we moved a living lock: put it back.
    await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
    throw inUse(folder, moved);
  }
  await rm(aside, { force: true });
  if (!(await createWhole(path, owner))) throw inUse(folder, await readOwner(path));
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return Owner.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** A process of another machine cannot be looked at; it counts as alive. */
async function isAlive(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  const startTicks = await startTicksOf(owner.pid);
  return owner.startTicks === undefined || startTicks === undefined || startTicks === owner.startTicks;
}

/** Field 22 of proc_pid_stat(5), counted after the command, which may itself hold blanks and brackets. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

async function releaseIfOwn(path: string, owner: Owner): Promise<void> {
  if ((await readOwner(path))?.nonce === owner.nonce) await rm(path, { force: true });
}

function inUse(folder: string, owner: Owner | undefined): ForerunError {
  const who = owner ? `process ${owner.pid} on ${owner.host}, since ${owner.since}` : 'another process';
  return new ForerunError({
    code: 'output_in_use',
    blame: 'user',
    message: `${folder} is being written by ${who}.`,
    remedy: `Wait for it, or name another folder with --output. If that process is gone, delete ${join(folder, LOCK_FILE)}.`,
    details: { folder, ...(owner ? { pid: owner.pid, host: owner.host } : {}) },
  });
}
