import { ForerunError } from '../contracts/errors';
import { errorCode } from './durable-file';

/** Ids of blobs: SHA-256 in lower-case hex. */
const HASH = /^[0-9a-f]{64}$/;
const SEGMENT = /^[a-z0-9_-][a-z0-9._-]*$/;
const MAX_NAME_CHARS = 512;

/** Throws ForerunError `invalid_hash`; nothing else ever becomes part of a path. */
export function assertHash(hash: string): void {
  if (typeof hash === 'string' && HASH.test(hash)) return;
  const message = `${JSON.stringify(String(hash).slice(0, 80))} is not the id of a blob`;
  const remedy = 'Ids are 64 lower-case hex digits; the reference that led here was not made by Forerun.';
  throw new ForerunError({ code: 'invalid_hash', blame: 'system', message, remedy });
}

/** Throws ForerunError `invalid_name` for names that could leave the store or differ between stores. */
export function assertName(name: string): void {
  if (name.length <= MAX_NAME_CHARS && name.split('/').every((part) => SEGMENT.test(part))) return;
  const message = `${JSON.stringify(name.slice(0, 80))} is not a name for a stored document`;
  const remedy =
    'Use a-z, 0-9, dash, underscore and dot in parts divided by slashes; no part begins with a dot.';
  throw new ForerunError({ code: 'invalid_name', blame: 'system', message, remedy });
}

export function blobMissing(hash: string, store: string): ForerunError {
  const message = `blob ${hash} is not in the store ${store}`;
  const remedy =
    'Check that this worker uses the store that the run was started with, and that nothing was deleted.';
  return new ForerunError({
    code: 'blob_missing',
    blame: 'system',
    message,
    remedy,
    details: { hash, store },
  });
}

export function blobCorrupt(hash: string, store: string): ForerunError {
  const message = `blob ${hash} in the store ${store} does not have the content that its id stands for`;
  const remedy = 'Restore it from a copy, or delete it and run the task again.';
  return new ForerunError({
    code: 'blob_corrupt',
    blame: 'system',
    message,
    remedy,
    details: { hash, store },
  });
}

export function storeFull(store: string, cause: unknown): ForerunError {
  const message = `the store ${store} is full`;
  const remedy = 'Free space there, or choose another place with FORERUN_STORE_PATH or FORERUN_S3_BUCKET.';
  return new ForerunError({ code: 'store_full', blame: 'user', message, remedy, cause });
}

export function storeUnwritable(store: string, why: string, cause: unknown): ForerunError {
  const message = `the store ${store} cannot be written (${why})`;
  const remedy = 'Give this user the right to write there, or choose another place with FORERUN_STORE_PATH.';
  return new ForerunError({ code: 'store_unwritable', blame: 'user', message, remedy, cause });
}

/** `retryable`: the same request may succeed later. */
export function storeUnavailable(
  store: string,
  why: string,
  cause: unknown,
  { retryable, remedy }: { retryable: boolean; remedy: string },
): ForerunError {
  const message = `the store ${store} cannot be reached (${why})`;
  return new ForerunError({ code: 'store_unavailable', blame: 'system', message, remedy, retryable, cause });
}

/** What a failed file operation means for the store. ForerunErrors pass unchanged. */
export function fileStoreError(store: string, error: unknown, operation: 'read' | 'write'): ForerunError {
  if (error instanceof ForerunError) return error;
  const code = errorCode(error);
  const why = code ?? String(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return storeFull(store, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      if (operation === 'write') return storeUnwritable(store, why, error);
      return storeUnavailable(store, why, error, {
        retryable: false,
        remedy: 'Give this user the right to read there.',
      });
    case 'ENOTDIR':
    case 'EEXIST': {
      const remedy = 'Something that is no folder is in its place: move it away, or set FORERUN_STORE_PATH.';
      return storeUnavailable(store, why, error, { retryable: false, remedy });
    }
    default:
      return storeUnavailable(store, why, error, {
        retryable: true,
        remedy: 'Check the disk or mount, then try again.',
      });
  }
}
