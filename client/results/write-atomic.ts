import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ForerunError } from '../../contracts/errors';

/**
 * Writes a file so that readers see the old content or the whole new one, also after a crash: temporary name beside it,
 * fsync, rename, fsync of the folder. `content` may come in pieces. Throws ForerunError `output_unwritable`.
 */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeWhole(temporary, content);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(path, cause);
  }
}

/** Whether a name is one of `writeAtomic`'s temporary names, left behind by a crash. */
export const isTemporaryName = (name: string): boolean => /^\..*\.[0-9a-f]{12}\.tmp$/.test(name);

async function writeWhole(
  path: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await writePiece(file, content);
    else for await (const piece of content) await writePiece(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

const writePiece = (file: FileHandle, piece: string | Uint8Array): Promise<void> => file.appendFile(piece);

/** Makes a rename durable. Some file systems cannot sync a folder; there the rename itself has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Code of a system error, such as `ENOENT`; empty for other errors. */
export const systemCode = (error: unknown): string =>
  error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';

/** The error of the file system for people: ForerunError `output_unwritable`, which names the path. */
export function unwritable(path: string, cause: unknown): ForerunError {
  if (cause instanceof ForerunError) return cause;
  const code = systemCode(cause);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new ForerunError({
    code: 'output_unwritable',
    blame: 'user',
    message: full
      ? `No space is left to write ${path}.`
      : `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: full
      ? 'Free some space; what was written so far is whole, and the batch can be resumed.'
      : 'Name a folder that you may write to, with --output.',
    retryable: full,
    details: { path, ...(code === '' ? {} : { code }) },
    cause,
  });
}
