import { createHash, randomBytes } from 'node:crypto';
import { chmod, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../contracts/blob-store';
import type { Attachment } from '../contracts/task';
import { canonicalJson } from '../core/canonical-json';
import { attachmentFileNames } from './attachment-names';
import { errorCode, makeFolder } from './durable-file';
import { mapBounded } from './map-bounded';
import { fileStoreError } from './store-errors';

const READ_ONLY_FILE = 0o444;
const READ_ONLY_FOLDER = 0o555;
const WRITABLE_FOLDER = 0o700;
const FILES_AT_A_TIME = 4;

/**
 * The folder that holds exactly these attachments, read-only, under their harmless names (`attachmentFileNames`).
 * Equal sets share one folder below `cacheRoot`, which is made by whoever comes first and appears all at once.
 * Content is verified against its hashes. Throws the store's errors, and `store_full` or `store_unwritable` for
 * `cacheRoot`.
 */
export async function materialiseTask(
  store: BlobStore,
  attachments: Attachment[],
  cacheRoot: string,
): Promise<string> {
  const names = attachmentFileNames(attachments);
  const files = attachments.map(({ hash }, index) => ({ hash, name: names[index] ?? hash }));
  const id = createHash('sha256').update(canonicalJson(files)).digest('hex');
  const folder = join(cacheRoot, id);
  try {
    if (await isComplete(folder, names)) return folder;
    await makeFolder(cacheRoot);
    await build(store, files, folder, cacheRoot);
    return folder;
  } catch (error) {
    throw fileStoreError(cacheRoot, error, 'write');
  }
}

/** A folder gets its name when it is whole; what somebody took out of it since is noticed here. */
async function isComplete(folder: string, names: string[]): Promise<boolean> {
  const present = await readdir(folder).catch(() => undefined);
  return (
    present !== undefined && present.length === names.length && names.every((name) => present.includes(name))
  );
}

interface WantedFile {
  hash: string;
  name: string;
}

async function build(
  store: BlobStore,
  files: WantedFile[],
  folder: string,
  cacheRoot: string,
): Promise<void> {
  const unfinished = join(cacheRoot, `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await makeFolder(unfinished);
    await mapBounded(files, FILES_AT_A_TIME, async ({ hash, name }) => {
      await writeReadOnly(join(unfinished, name), await store.get(hash));
    });
    await chmod(unfinished, READ_ONLY_FOLDER);
    await moveInto(unfinished, folder, files);
  } finally {
    await removeFolder(unfinished);
  }
}

async function writeReadOnly(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', READ_ONLY_FILE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Somebody else may have been first with the same files; a damaged folder is put aside and replaced. */
async function moveInto(unfinished: string, folder: string, files: WantedFile[]): Promise<void> {
  const names = files.map(({ name }) => name);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(unfinished, folder);
      return;
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(errorCode(error) ?? '') || attempt === 3) throw error;
    }
    if (await isComplete(folder, names)) return;
    const aside = `${unfinished}-${attempt}`;
    await rename(folder, aside).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
    await removeFolder(aside);
  }
}

/** Removes a read-only folder too. */
async function removeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return;
  if (found.isDirectory()) await chmod(folder, WRITABLE_FOLDER).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}
