import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ForerunError, messageOf } from '../../contracts/errors';
import { findAttachment } from './attachment-path';
import { compareNames, type DatasetEntry } from './example';
import { malformed, parseExampleRow, type ExampleRow } from './example-row';

const METADATA = 'metadata.json';
const MAX_METADATA_BYTES = 16 * 1024 * 1024;
const LEVEL_FOLDER = /^level(\d+)$/;

/** Level folders of a dataset folder, by name; empty where it has none. */
export async function levelFolders(folder: string): Promise<string[]> {
  return (await folders(folder)).filter((name) => LEVEL_FOLDER.test(name)).map((name) => join(folder, name));
}

/** Example folders in a level's folder: those with metadata, and those that are named like one. */
export async function exampleFolders(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await folders(folder)) {
    const path = join(folder, name);
    if (/^example_/.test(name) || (await isExampleFolder(path))) found.push(path);
  }
  return found;
}

/** Whether a folder holds one example's metadata. */
export const isExampleFolder = (folder: string): Promise<boolean> =>
  stat(join(folder, METADATA)).then(
    () => true,
    () => false,
  );

async function folders(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true });
  return found
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map((entry) => entry.name)
    .sort(compareNames);
}

/**
 * One example from its folder. Its level is the level folder's, where it lies in one, else the metadata's. Whatever is
 * wrong with it becomes a problem entry: codes `example_metadata_missing`, `example_malformed`, `attachment_missing`.
 */
export async function readExampleFolder(folder: string): Promise<DatasetEntry> {
  const id = basename(resolve(folder));
  const levelOfFolder = LEVEL_FOLDER.exec(basename(dirname(resolve(folder))))?.[1];
  let row: ExampleRow | undefined;
  const level = (): string => levelOfFolder ?? row?.level ?? '';
  try {
    const place = join(folder, METADATA);
    row = parseExampleRow(await readJson(place), place);
    const files = await findAttachment({ row, folder, place });
    const { taskId, question, groundTruth } = row;
    const truth = groundTruth === undefined ? {} : { groundTruth };
    return {
      kind: 'example',
      example: { id, level: level(), taskId, question, ...truth, files, origin: folder },
    };
  } catch (error) {
    if (!(error instanceof ForerunError)) throw error;
    const known = row === undefined ? {} : { taskId: row.taskId };
    return { kind: 'problem', problem: { id, level: level(), ...known, origin: folder, error } };
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw malformed(path, `not valid JSON (${messageOf(cause)})`, cause);
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_METADATA_BYTES) {
      throw malformed(path, `${size} bytes, more than the ${MAX_METADATA_BYTES} that metadata may have`);
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ForerunError) throw cause;
    throw new ForerunError({
      code: 'example_metadata_missing',
      blame: 'user',
      message: `${path} cannot be read: ${messageOf(cause)}`,
      remedy:
        'Name a folder that holds a metadata.json, or go on with an unfinished download: `forerun gaia download`.',
      cause,
    });
  }
}
