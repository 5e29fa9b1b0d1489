import { ForerunError } from '../../contracts/errors';
import {
  entryPlace,
  sortEntries,
  type DatasetEntry,
  type DatasetExample,
  type DatasetProblem,
} from './example';

/** Which examples of a dataset to run; absent fields select everything. */
export interface Selection {
  /** `1`, `2`, `3`. */
  level?: string;
  /** Places within each level, from 0: `start` inclusive, `end` exclusive. */
  start?: number;
  end?: number;
  /** Task ids, names (`example_004`, in every level that has it), or `level1/example_004`. */
  ids?: readonly string[];
  /** At most this many in all, counted last. */
  max?: number;
}

/**
 * Applies level, places, ids, task ids and maximum, in this order. Unusable examples keep their places and are reported
 * where they are selected; they do not count towards `max`, and what lies beyond it is not reported.
 * Throws ForerunError `bad_selection` for numbers that make no sense and `unknown_example` for ids that are not there.
 */
export function selectExamples(
  entries: readonly DatasetEntry[],
  selection: Selection,
): { examples: DatasetExample[]; problems: DatasetProblem[] } {
  checkNumbers(selection);
  checkIds(entries, selection.ids ?? []);
  const selected = placesWithinLevels(sortEntries(entries)).filter(({ entry, place }) =>
    isSelected(entry, place, selection),
  );
  const examples: DatasetExample[] = [];
  const problems: DatasetProblem[] = [];
  for (const { entry } of selected) {
    if (examples.length === selection.max) break;
    if (entry.kind === 'example') examples.push(entry.example);
    else problems.push(entry.problem);
  }
  return { examples, problems };
}

function placesWithinLevels(entries: DatasetEntry[]): { entry: DatasetEntry; place: number }[] {
  const counts = new Map<string, number>();
  return entries.map((entry) => {
    const { level } = entryPlace(entry);
    const place = counts.get(level) ?? 0;
    counts.set(level, place + 1);
    return { entry, place };
  });
}

function isSelected(entry: DatasetEntry, place: number, selection: Selection): boolean {
  const { level, start = 0, end = Number.POSITIVE_INFINITY, ids } = selection;
  const at = entryPlace(entry);
  return (
    (level === undefined || at.level === level) &&
    place >= start &&
    place < end &&
    (ids === undefined || ids.some((id) => isNamed(entry, id)))
  );
}

function isNamed(entry: DatasetEntry, id: string): boolean {
  const { taskId, level, id: name } = entryPlace(entry);
  return id === taskId || id === name || id === `level${level}/${name}`;
}

function checkNumbers(selection: Selection): void {
  for (const name of ['start', 'end', 'max'] as const) {
    const value = selection[name];
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
      throw badSelection(`--${name} is ${value}, it must be a whole number from 0 up`);
    }
  }
  const { start, end } = selection;
  if (start !== undefined && end !== undefined && end < start) {
    throw badSelection(`--end ${end} lies before --start ${start}`);
  }
}

function badSelection(message: string): ForerunError {
  return new ForerunError({
    code: 'bad_selection',
    blame: 'user',
    message,
    remedy: 'Places count from 0 within the level; --start is included, --end is not.',
  });
}

function checkIds(entries: readonly DatasetEntry[], ids: readonly string[]): void {
  const unknown = ids.filter((id) => !entries.some((entry) => isNamed(entry, id)));
  if (unknown.length === 0) return;
  const some = entries.slice(0, 3).map((entry) => entryPlace(entry).id);
  throw new ForerunError({
    code: 'unknown_example',
    blame: 'user',
    message: `--ids names ${unknown.join(', ')}, which the dataset does not have`,
    remedy: `Give task ids or names such as ${some.join(', ')}; level1/example_000 names one of several levels.`,
    details: { unknown },
  });
}
