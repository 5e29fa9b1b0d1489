import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ForerunError } from '../../contracts/errors';
import { findDatasetSource } from './dataset-source';
import { DEFAULT_DATASET } from './default-dataset';
import { sortEntries, type Dataset, type DatasetEntry } from './example';
import { exampleFolders, isExampleFolder, levelFolders, readExampleFolder } from './read-examples';
import { entriesOfRows, ROW_FILE } from './read-rows';

/**
 * Reads a dataset in any of its forms: one example's folder (or its metadata.json), a folder of `level1/example_000`, one
 * level's folder, a folder with metadata.jsonl, metadata.parquet or metadata.level1.parquet, such a file itself, or a
 * copy of the Hugging Face repository. Examples that cannot be used become problem entries, the others go on.
 * Throws ForerunError `dataset_missing`, `dataset_unknown_form`, `dataset_unreadable`.
 */
export async function readDataset(path: string): Promise<Dataset> {
  const { form, entries } = await readForm(path);
  const source = await findDatasetSource(resolve(path));
  return { path, form, entries: withoutRepeats(sortEntries(entries)), ...(source ? { source } : {}) };
}

async function readForm(path: string): Promise<{ form: Dataset['form']; entries: DatasetEntry[] }> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw missing(path);
  if (!found.isDirectory()) return readFileForm(path);
  if (await isExampleFolder(path)) return { form: 'example', entries: [await readExampleFolder(path)] };
  const rowFiles = await rowFilesOf(path);
  if (rowFiles.length > 0) return { form: 'rows', entries: await fromRowFiles(rowFiles) };
  const levels = await levelFolders(path);
  const places = levels.length > 0 ? levels : [path];
  const examples = (await Promise.all(places.map(exampleFolders))).flat();
  if (examples.length > 0) return { form: 'examples', entries: await readAll(examples) };
  const inside = await repositorySplit(path);
  if (inside) return readForm(inside);
  if (/^example_/.test(basename(path))) return { form: 'example', entries: [await readExampleFolder(path)] };
  throw unknownForm(path);
}

async function readFileForm(path: string): Promise<{ form: Dataset['form']; entries: DatasetEntry[] }> {
  if (ROW_FILE.test(path)) return { form: 'rows', entries: await entriesOfRows(path) };
  if (basename(path) === 'metadata.json') {
    return { form: 'example', entries: [await readExampleFolder(dirname(path))] };
  }
  throw unknownForm(path);
}

/** The files that hold a folder's rows: the whole split if it is there, else one a level. */
async function rowFilesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const whole = ['metadata.parquet', 'metadata.jsonl'].find((name) => names.includes(name));
  const chosen = whole ? [whole] : names.filter((name) => /^metadata\.level\d+\.(parquet|jsonl)$/.test(name));
  return chosen.map((name) => join(folder, name)).sort();
}

async function fromRowFiles(files: string[]): Promise<DatasetEntry[]> {
  const entries: DatasetEntry[] = [];
  for (const file of files) entries.push(...(await entriesOfRows(file)));
  return entries;
}

async function readAll(examples: string[]): Promise<DatasetEntry[]> {
  const entries: DatasetEntry[] = [];
  for (const folder of examples) entries.push(await readExampleFolder(folder));
  return entries;
}

/** The validation split inside a copy of the Hugging Face repository. */
async function repositorySplit(path: string): Promise<string | undefined> {
  const split = join(path, '2023', 'validation');
  const found = await stat(split).catch(() => undefined);
  return found?.isDirectory() ? split : undefined;
}

/** Results are kept by task id, so a second example with the same one is a problem. */
function withoutRepeats(entries: DatasetEntry[]): DatasetEntry[] {
  const first = new Map<string, string>();
  return entries.map((entry) => {
    if (entry.kind === 'problem') return entry;
    const { id, level, taskId, origin } = entry.example;
    const other = first.get(taskId);
    if (other === undefined) {
      first.set(taskId, origin);
      return entry;
    }
    const error = new ForerunError({
      code: 'example_repeated',
      blame: 'user',
      message: `${origin} has the task id ${taskId}, which ${other} has already`,
      remedy: 'Give each example a task id of its own, or remove one of the two.',
    });
    return { kind: 'problem', problem: { id, level, taskId, origin, error } };
  });
}

/** The only entry of a dataset that was named as one example. Throws its problem, or `not_one_example`. */
export function onlyExample(dataset: Dataset): Extract<DatasetEntry, { kind: 'example' }>['example'] {
  const [entry, second] = dataset.entries;
  if (entry === undefined || second !== undefined) {
    throw new ForerunError({
      code: 'not_one_example',
      blame: 'user',
      message: `${dataset.path} holds ${dataset.entries.length} examples, exactly one is needed`,
      remedy: `Name one example's folder, or run them all with \`forerun batch ${dataset.path}\`.`,
    });
  }
  if (entry.kind === 'problem') throw entry.problem.error;
  return entry.example;
}

function missing(path: string): ForerunError {
  return new ForerunError({
    code: 'dataset_missing',
    blame: 'user',
    message: `There is no dataset at ${path}.`,
    remedy: `Fetch GAIA with \`forerun gaia download\` (it writes ${DEFAULT_DATASET}/), or name another folder or file.`,
    details: { path },
  });
}

function unknownForm(path: string): ForerunError {
  return new ForerunError({
    code: 'dataset_unknown_form',
    blame: 'user',
    message: `${path} is no dataset: neither metadata.json, metadata.jsonl, metadata.parquet nor level1/example_000 is there.`,
    remedy: 'Fetch GAIA with `forerun gaia download`, or see docs/formats.md for the forms that are read.',
    details: { path },
  });
}
