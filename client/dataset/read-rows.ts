import { basename, dirname, extname } from 'node:path';
import { ForerunError, messageOf } from '../../contracts/errors';
import { findAttachment } from './attachment-path';
import { exampleName, type DatasetEntry } from './example';
import { malformed, parseExampleRow, type ExampleRow } from './example-row';
import { parquetRows } from './parquet-rows';
import { readLines } from '../../store/read-lines';

/** A row as it stands in its file. `place` names file and row; `error` says why it cannot be used. */
export type PlacedRow = { place: string; row: ExampleRow } | { place: string; error: ForerunError };

/** File endings of the row form. */
export const ROW_FILE = /\.(jsonl|ndjson|parquet)$/i;

/**
 * The rows of a .jsonl or .parquet file, in order. A row that cannot be used comes with its error, the others go on; so
 * does a file that breaks off in the middle. Throws ForerunError `dataset_unreadable` where not even the first row
 * can be read.
 */
export async function* readRows(path: string): AsyncGenerator<PlacedRow> {
  let yielded = 0;
  try {
    const rows = extname(path).toLowerCase() === '.parquet' ? rowsOfParquet(path) : rowsOfLines(path);
    for await (const row of rows) {
      yielded += 1;
      yield row;
    }
  } catch (cause) {
    const error = unreadable(path, cause);
    if (yielded === 0) throw error;
    yield { place: path, error };
  }
}

async function* rowsOfParquet(path: string): AsyncGenerator<PlacedRow> {
  let index = 0;
  for await (const value of parquetRows(path)) {
    yield placed(`${path} row ${index}`, () => value);
    index += 1;
  }
}

async function* rowsOfLines(path: string): AsyncGenerator<PlacedRow> {
  for await (const line of readLines(path)) {
    const place = `${path}:${line.number}`;
    if (line.tooLong) yield { place, error: malformed(place, 'the line is too long') };
    else if (line.text.trim() !== '') yield placed(place, () => JSON.parse(line.text) as unknown);
  }
}

function placed(place: string, value: () => unknown): PlacedRow {
  try {
    return { place, row: parseExampleRow(value(), place) };
  } catch (error) {
    if (error instanceof ForerunError) return { place, error };
    return { place, error: malformed(place, `not valid JSON (${messageOf(error)})`, error) };
  }
}

/** Entries from rows: each level is numbered from `example_000` in the order of the file; attachments lie beside it. */
export async function entriesOfRows(path: string): Promise<DatasetEntry[]> {
  const counts = new Map<string, number>();
  const entries: DatasetEntry[] = [];
  for await (const placedRow of readRows(path)) {
    const level = 'row' in placedRow ? placedRow.row.level : '';
    const index = counts.get(level) ?? 0;
    counts.set(level, index + 1);
    entries.push(await entryOfRow({ placed: placedRow, id: exampleName(index), level, path }));
  }
  return entries;
}

async function entryOfRow(input: {
  placed: PlacedRow;
  id: string;
  level: string;
  path: string;
}): Promise<DatasetEntry> {
  const { placed, id, level, path } = input;
  const origin = placed.place;
  if ('error' in placed) return { kind: 'problem', problem: { id, level, origin, error: placed.error } };
  const { taskId, question, groundTruth } = placed.row;
  try {
    const files = await findAttachment({ row: placed.row, folder: dirname(path), place: origin });
    return {
      kind: 'example',
      example: {
        id,
        level,
        taskId,
        question,
        ...(groundTruth === undefined ? {} : { groundTruth }),
        files,
        origin,
      },
    };
  } catch (error) {
    if (!(error instanceof ForerunError)) throw error;
    return { kind: 'problem', problem: { id, level, taskId, origin, error } };
  }
}

function unreadable(path: string, cause: unknown): ForerunError {
  return new ForerunError({
    code: 'dataset_unreadable',
    blame: 'user',
    message: `${path} cannot be read as ${extname(basename(path)).slice(1)}: ${messageOf(cause)}`,
    remedy: 'Fetch the dataset again with `forerun gaia download`, or name another file.',
    cause,
  });
}
