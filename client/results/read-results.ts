import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ForerunError, messageOf } from '../../contracts/errors';
import { readLines } from '../../store/read-lines';
import { toComparable, type ComparableRecord } from './comparable-record';
import { isTemporaryName } from '../../store/durable-file';

/** Files beside the runs' own that an output folder has. */
export const RESULTS_LINES = 'results.jsonl';
export const MANIFEST = 'manifest.json';
export const SUMMARY = 'summary.json';
const OWN_FILES = new Set([RESULTS_LINES, MANIFEST, SUMMARY]);

const MAX_RECORD_BYTES = 256 * 1024 * 1024;

/** A file that holds no result, and why; never a reason to stop. */
export interface UnreadFile {
  file: string;
  reason: string;
}

/** What an output folder holds. */
export interface FolderResults {
  folder: string;
  records: ComparableRecord[];
  /** Half-written or foreign files. */
  unread: UnreadFile[];
}

/**
 * Reads the results in a folder, or in one .json or .jsonl file: ours and the earlier implementation's. One JSON a run
 * counts before the lines of results.jsonl (or other .jsonl files), which are read only where there is no such file.
 * Files that hold no result are named, never fatal. Throws ForerunError `results_missing` where the path is not there.
 */
export async function readResults(path: string): Promise<FolderResults> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw resultsMissing(path);
  if (!found.isDirectory()) return { folder: path, ...(await readFileOfResults(path)) };
  const names = (await readdir(path)).sort();
  const unread: UnreadFile[] = names
    .filter(isTemporaryName)
    .map((file) => ({ file: join(path, file), reason: 'left behind by a write that was broken off' }));
  const runFiles = names.filter((name) => isRunFile(name));
  const fromRuns = await readAll(runFiles.map((name) => join(path, name)));
  const lineFiles = names.filter((name) => !name.startsWith('.') && extname(name) === '.jsonl');
  const fromLines =
    fromRuns.records.length > 0
      ? { records: [], unread: [] }
      : await readAll(lineFiles.map((name) => join(path, name)));
  return {
    folder: path,
    records: [...fromRuns.records, ...fromLines.records],
    unread: [...unread, ...fromRuns.unread, ...fromLines.unread],
  };
}

/** Whether a name may be that of one run's file. */
export const isRunFile = (name: string): boolean =>
  !name.startsWith('.') && extname(name) === '.json' && !OWN_FILES.has(name);

type Part = Omit<FolderResults, 'folder'>;

async function readAll(paths: string[]): Promise<Part> {
  const all: Part = { records: [], unread: [] };
  for (const path of paths) {
    const part = await readFileOfResults(path);
    all.records.push(...part.records);
    all.unread.push(...part.unread);
  }
  return all;
}

async function readFileOfResults(path: string): Promise<Part> {
  try {
    return extname(path) === '.jsonl' ? await readLinesOfResults(path) : await readJsonOfResults(path);
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? `half-written or no JSON (${error.message})` : messageOf(error);
    return { records: [], unread: [{ file: path, reason }] };
  }
}

/** One result, a list of results, or an object with a list under `results`. */
async function readJsonOfResults(path: string): Promise<Part> {
  const { size } = await stat(path);
  if (size > MAX_RECORD_BYTES) throw new RangeError(`${size} bytes, more than a result may have`);
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  const name = basename(path, '.json');
  const list = listIn(value);
  if (list === undefined) {
    const record = toComparable(value, name);
    if (record) return { records: [record], unread: [] };
    return {
      records: [],
      unread: [{ file: path, reason: 'holds no result (no task_id with a prediction)' }],
    };
  }
  return collect(
    list.map((item, index) => ({ item, place: `${path} [${index}]`, name: `${name}-${index}` })),
  );
}

function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const inner = value !== null && typeof value === 'object' && 'results' in value ? value.results : undefined;
  return Array.isArray(inner) ? inner : undefined;
}

async function readLinesOfResults(path: string): Promise<Part> {
  const part: Part = { records: [], unread: [] };
  const name = basename(path, '.jsonl');
  for await (const line of readLines(path, MAX_RECORD_BYTES)) {
    const place = `${path}:${line.number}`;
    if (line.tooLong) part.unread.push({ file: place, reason: 'the line is too long' });
    else if (line.text.trim() !== '') {
      const one = collect([{ item: parsed(line.text), place, name: `${name}-${line.number}` }]);
      part.records.push(...one.records);
      part.unread.push(...one.unread);
    }
  }
  return part;
}

/** The value of a JSON text; undefined, which is no result, where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collect(items: { item: unknown; place: string; name: string }[]): Part {
  const part: Part = { records: [], unread: [] };
  for (const { item, place, name } of items) {
    const record = toComparable(item, name);
    if (record) part.records.push(record);
    else part.unread.push({ file: place, reason: 'half-written, or no result' });
  }
  return part;
}

/** ForerunError `results_missing`: nothing is at this path. */
export function resultsMissing(path: string): ForerunError {
  return new ForerunError({
    code: 'results_missing',
    blame: 'user',
    message: `There are no results at ${path}.`,
    remedy: 'Name a folder that `forerun batch` has written.',
    details: { path },
  });
}
