import { dirname } from 'node:path';
import { ForerunError } from '../contracts/errors';
import { errorCode, makeFolder, writeDurably } from './durable-file';

/**
 * Writes a file so that nobody ever sees half of it, and so that it is on the disk when the promise resolves; makes
 * its folder. Throws ForerunError `disk_full` or `file_unwritable`, naming the path; an older file is then untouched.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeDurably({ path, data, mode: 'replace' });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): ForerunError {
  const code = errorCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = `${path} cannot be written: the disk is full`;
    const remedy = 'Free space there, or choose another folder.';
    return new ForerunError({ code: 'disk_full', blame: 'user', message, remedy, cause });
  }
  const message = `${path} cannot be written (${code ?? String(cause)})`;
  const remedy = 'Check that its folder exists and that you may write there, or choose another one.';
  return new ForerunError({ code: 'file_unwritable', blame: 'user', message, remedy, cause });
}
