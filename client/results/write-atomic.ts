import { ForerunError } from '../../contracts/errors';
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
      : `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: full
      ? 'Free some space; what was written so far is whole, and the batch can be resumed.'
      : 'Name a folder that you may write to, with --output.',
    retryable: full,
    details: { path, ...(code === undefined ? {} : { code }) },
    cause,
  });
}
