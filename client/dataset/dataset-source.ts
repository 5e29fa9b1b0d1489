import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { DatasetSource } from './example';

/** Name of the file in which a download records what it made. */
export const DATASET_FILE = 'dataset.json';

/** What `forerun gaia download` writes beside the levels. `complete` is false until every example is there. */
export const DatasetRecord = z.object({
  format: z.literal('forerun-dataset/1'),
  repository: z.string(),
  split: z.string(),
  revision: z.string(),
  commit: z.string(),
  examples: z.number().int().nonnegative(),
  complete: z.boolean(),
});
export type DatasetRecord = z.infer<typeof DatasetRecord>;

/** The record in a folder, or undefined where there is none that can be read. */
export async function readDatasetRecord(folder: string): Promise<DatasetRecord | undefined> {
  try {
    return DatasetRecord.safeParse(JSON.parse(await readFile(join(folder, DATASET_FILE), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Where the examples at a path come from: recorded in that folder or in one of the two above it. */
export async function findDatasetSource(path: string): Promise<DatasetSource | undefined> {
  for (const folder of [path, dirname(path), dirname(dirname(path))]) {
    const record = await readDatasetRecord(folder);
    if (record) {
      const { repository, split, revision, commit } = record;
      return { repository, split, revision, commit };
    }
  }
  return undefined;
}
