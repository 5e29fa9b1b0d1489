import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { downloadFile } from '@huggingface/hub';
import { ForerunError } from '../../contracts/errors';
import { makeFolders } from '../../store/make-folders';
import { errorCode } from '../../store/durable-file';
import { unwritable } from '../results/write-atomic';
import { hubOptions, withRetries, type Hub, type HubFile } from './hub';

/**
 * Brings a file of the repository to `target`: nothing where it is there already and right, else what is missing of it.
 * What has come so far stays beside it as `.NAME.part`, and is gone on with, also by a later process. The content is
 * checked before the file gets its name. Returns whether anything was fetched.
 */
export async function fetchFile(input: {
  hub: Hub;
  commit: string;
  file: HubFile;
  target: string;
}): Promise<boolean> {
  const { hub, commit, file, target } = input;
  if (await isRight(target, file)) return false;
  const part = join(dirname(target), `.${basename(target)}.part`);
  await onDisk(target, () => makeFolders(dirname(target)));
  await withRetries(hub, async () => {
    await fetchRest({ hub, commit, file, part });
    if (await isRight(part, file)) return;
    await rm(part, { force: true });
    throw corrupt(hub, file);
  });
  await onDisk(target, () => rename(part, target));
  return true;
}

async function fetchRest(input: { hub: Hub; commit: string; file: HubFile; part: string }): Promise<void> {
  const { hub, commit, file, part } = input;
  const present = await sizeOf(part);
  if (present === file.bytes) return;
  // Of nothing there is no range to ask for.
  if (file.bytes === 0) return onDisk(part, () => writeFile(part, ''));
  const from = present !== undefined && present < file.bytes ? present : 0;
  const blob = await downloadFile({
    repo: { type: 'dataset', name: hub.repository },
    path: file.path,
    revision: commit,
    // Plain HTTP with ranges: it goes on where it stopped, and every mirror has it.
    xet: false,
    ...hubOptions(hub),
  });
  if (blob === null) throw missing(hub, file, commit);
  const handle = await onDisk(part, () => open(part, from > 0 ? 'a' : 'w'));
  try {
    for await (const piece of blob.slice(from).stream()) {
      await onDisk(part, () => handle.appendFile(piece));
    }
    await onDisk(part, () => handle.sync());
  } finally {
    await handle.close();
  }
}

async function isRight(path: string, file: HubFile): Promise<boolean> {
  return (await sizeOf(path)) === file.bytes && (await digestOf(path, file)) === file.digest.hex;
}

/** Git hashes a header before the content, and only that hash is known of files outside large-file storage. */
async function digestOf(path: string, file: HubFile): Promise<string> {
  const git = file.digest.kind === 'git-sha1';
  const hash = createHash(git ? 'sha1' : 'sha256');
  if (git) hash.update(`blob ${file.bytes}\0`);
  for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) hash.update(piece);
  return hash.digest('hex');
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );

/** The disk's errors are not the network's: they are told as such and not tried again. */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const error = unwritable(path, cause);
    throw new ForerunError({
      code: error.code,
      blame: error.blame,
      message: error.message,
      remedy: errorCode(cause) === 'ENOSPC' ? 'Free some space and run the command again.' : error.remedy,
      cause,
    });
  }
}

function corrupt(hub: Hub, file: HubFile): ForerunError {
  return new ForerunError({
    code: 'download_corrupt',
    blame: 'provider',
    message: `${file.path} of ${hub.repository} arrived with other content than the repository lists.`,
    remedy: 'Run the command again; behind a mirror or gateway, try without it.',
    retryable: true,
  });
}

function missing(hub: Hub, file: HubFile, commit: string): ForerunError {
  return new ForerunError({
    code: 'dataset_not_found',
    blame: 'provider',
    message: `${hub.repository} lists ${file.path} at ${commit}, but does not give it.`,
    remedy: 'Run the command again later.',
  });
}
