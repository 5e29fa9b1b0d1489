import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForerunError, messageOf } from '../../contracts/errors';
import { errorCode, writeDurably, type DurableWrite } from '../../store/durable-file';

/** Results are the user's to share: who may read them is for the process's mask to say. */
const PERMISSIONS = 0o666;

/**
 * Writes a file so that readers see the old content or the whole new one, also after a crash. `content` may come in
 * pieces. Throws ForerunError `output_unwritable`.
 */
export async function writeAtomic(path: string, content: DurableWrite['data']): Promise<void> {
  try {
    await writeDurably({ path, data: content, mode: 'replace', permissions: PERMISSIONS });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/**
 * Throws ForerunError `output_unwritable` where the path is a folder, or a file's folder is not there or may not be
 * written to: before work whose result would be lost.
 */
export async function assertWritable(path: string): Promise<void> {
  try {
    // With the slash a file is not taken for a folder.
    await access(`${dirname(path)}/`, constants.W_OK);
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** What the codes of file systems mean here; their own messages name temporary files. */
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
};

/** The error of the file system for people: ForerunError `output_unwritable`, which names the path. */
export function unwritable(path: string, cause: unknown): ForerunError {
  if (cause instanceof ForerunError) return cause;
  const code = errorCode(cause);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new ForerunError({
    code: 'output_unwritable',
    blame: 'user',
    message: full
      ? `No space is left to write ${path}.`
      : `${path} cannot be written: ${(code && REASONS[code]) ?? messageOf(cause)}`,
    remedy: full
      ? 'Free some space; what was written so far is whole, and the batch can be resumed.'
      : 'Name a place in a folder that is there and that you may write to.',
    retryable: full,
    details: { path, ...(code === undefined ? {} : { code }) },
    cause,
  });
}
