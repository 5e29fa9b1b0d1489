import type { BlobStore } from '../contracts/blob-store';
import { Task } from '../contracts/task';

/** The task of a run, by the hash of its blob. Throws the store's errors. */
export async function readTask(store: BlobStore, hash: string): Promise<Task> {
  return Task.parse(JSON.parse(new TextDecoder().decode(await store.get(hash))));
}
