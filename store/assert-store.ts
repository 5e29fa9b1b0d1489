import type { BlobStore } from '../contracts/blob-store';
import { ForerunError } from '../contracts/errors';

/** Throws ForerunError `store_mismatch`, naming both ids, unless the store is the one that a run was started with. */
export async function assertStore(store: BlobStore, expectedId: string): Promise<void> {
  const id = await store.id();
  if (id === expectedId) return;
  const message = `this worker's blob store is ${id}, but the run was started with ${expectedId}`;
  const remedy =
    'Give client and workers the same store: FORERUN_STORE_PATH on a folder that all of them see, or FORERUN_STORE=s3.';
  const details = { id, expectedId };
  throw new ForerunError({ code: 'store_mismatch', blame: 'user', message, remedy, details });
}
