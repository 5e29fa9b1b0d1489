import { ForerunError } from '../contracts/errors';
import { storeFull, storeUnavailable, storeUnwritable } from './store-errors';

interface Failure {
  name: string;
  message: string;
  status: number | undefined;
}

/** The parts of an SDK error that count; looks at the shape, since answers to HEAD have no name of their own. */
function failureOf(error: unknown): Failure {
  const shape = error as {
    name?: unknown;
    message?: unknown;
    $metadata?: { httpStatusCode?: number };
  } | null;
  return {
    name: String(shape?.name ?? ''),
    message: String(shape?.message ?? error),
    status: shape?.$metadata?.httpStatusCode,
  };
}

/** The object is not there; a missing bucket is another matter. */
export function isMissing(error: unknown): boolean {
  const { name, status } = failureOf(error);
  return name !== 'NoSuchBucket' && (status === 404 || name === 'NoSuchKey' || name === 'NotFound');
}

export const isForbidden = (error: unknown): boolean => failureOf(error).status === 403;
export const isTaken = (error: unknown): boolean => failureOf(error).status === 412;
export const isConflict = (error: unknown): boolean => failureOf(error).status === 409;

/** What a failed request means for the store. */
export function s3StoreError(store: string, error: unknown, operation: 'read' | 'write'): ForerunError {
  if (error instanceof ForerunError) return error;
  const { name, message, status } = failureOf(error);
  const why = [name, status, message].filter(Boolean).join(', ');
  if (status === 507 || /StorageFull|QuotaExceeded/.test(name)) return storeFull(store, error);
  if (name === 'CredentialsProviderError') {
    const remedy = 'Give credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role.';
    return storeUnavailable(store, why, error, { retryable: false, remedy });
  }
  if (name === 'NoSuchBucket') {
    const remedy = 'Make the bucket, or name another one with FORERUN_S3_BUCKET.';
    return storeUnavailable(store, why, error, { retryable: false, remedy });
  }
  if (status === 401 || status === 403) {
    if (operation === 'write') return storeUnwritable(store, why, error);
    const remedy = 'Check the credentials and what they allow: s3:GetObject and s3:PutObject are needed.';
    return storeUnavailable(store, why, error, { retryable: false, remedy });
  }
  const permanent = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  const remedy = 'Check FORERUN_S3_ENDPOINT and FORERUN_S3_REGION, and whether the server is up.';
  return storeUnavailable(store, why, error, { retryable: !permanent, remedy });
}
