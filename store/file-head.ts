import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, makeFolder, writeDurably } from './durable-file';

/** Older contents that are kept: what somebody read that long ago is told from what stands now. */
const KEPT = 64;
const FILE_NAME = /^\d{12}$/;

/**
 * A head in a folder of its own: each content is a file with the next number, and the highest number stands. A swap is
 * one exclusive link, so there is no lock that a killed process could leave behind. Throws Node's own errors.
 */
export async function readFileHead(folder: string): Promise<Uint8Array | undefined> {
  return (await standing(folder))?.bytes;
}

/**
 * True where `to` stands now, or stood, in place of `from`; false, and nothing changed, where something else stands, and
 * where so many swaps came right behind this one that nobody can tell any more.
 */
export async function swapFileHead(
  folder: string,
  { from, to }: { from: Uint8Array | undefined; to: Uint8Array },
): Promise<boolean> {
  const found = await standing(folder);
  if (!sameBytes(found?.bytes, from)) return false;
  if (!found) await makeFolder(folder);
  return putBehind(folder, found?.number ?? 0, to);
}

/** The second half of a swap: puts `to` behind the content with this number, unless another one is or was there. */
export async function putBehind(folder: string, number: number, to: Uint8Array): Promise<boolean> {
  const next = pathOf(folder, number + 1);
  if (!(await writeDurably({ path: next, data: to, mode: 'create' }))) return false;
  // A content is dropped only where so many newer ones are kept, and the newest is never dropped: while there is none
  // so new, the name had not been used before.
  const newest = (await numbers(folder)).at(-1) ?? 0;
  if (newest > number + KEPT) {
    await rm(next, { force: true });
    return false;
  }
  await dropOld(folder);
  return true;
}

const pathOf = (folder: string, number: number): string => join(folder, String(number).padStart(12, '0'));

/** Rising. */
async function numbers(folder: string): Promise<number[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => FILE_NAME.test(name))
      .map(Number)
      .sort((left, right) => left - right);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function standing(folder: string): Promise<{ number: number; bytes: Uint8Array } | undefined> {
  for (;;) {
    const number = (await numbers(folder)).at(-1);
    if (number === undefined) return undefined;
    try {
      return { number, bytes: await readFile(pathOf(folder, number)) };
    } catch (error) {
      // So many swaps since we looked that it is gone already: look again.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

async function dropOld(folder: string): Promise<void> {
  const old = (await numbers(folder)).slice(0, -KEPT);
  for (const number of old) await rm(pathOf(folder, number), { force: true });
}

const sameBytes = (left: Uint8Array | undefined, right: Uint8Array | undefined): boolean =>
  left === undefined || right === undefined ? left === right : Buffer.compare(left, right) === 0;
