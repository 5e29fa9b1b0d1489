import type { BlobStore } from '../contracts/blob-store';
import { Task } from '../contracts/task';
import { cacheOf } from './store-cache';

/** The task of a run, by the hash of its blob; shared, so not to be changed. Throws the store's errors. */
export async function readTask(store: BlobStore, hash: string): Promise<Readonly<Task>> {
  const { tasks } = cacheOf(store);
  const known = tasks.get(hash);
  if (known) return known;
  const bytes = await store.get(hash);
  const task = Task.parse(JSON.parse(new TextDecoder().decode(bytes)));
  tasks.set(hash, task, bytes.byteLength);
  return task;
}
