import type { ForerunError } from '../../contracts/errors';

/** One example of a dataset, checked: its attachments are files that exist. */
export interface DatasetExample {
  /** Name within its level, such as `example_000`. */
  id: string;
  /** `1`, `2`, `3`; empty where there is none. */
  level: string;
  taskId: string;
  question: string;
  /** Absent where nobody knows it. */
  groundTruth?: string;
  files: ExampleFile[];
  /** Where it came from, such as `gaia_dataset/level1/example_000`; for people. */
  origin: string;
}

export interface ExampleFile {
  name: string;
  /** Absolute, or relative to the current folder. */
  path: string;
}

/** An example that cannot be used, and why; the others of its dataset go on. */
export interface DatasetProblem {
  id: string;
  level: string;
  taskId?: string;
  origin: string;
  error: ForerunError;
}

/** One place of a dataset. Unusable ones keep their place, so that `--start` and `--end` mean the same for everybody. */
export type DatasetEntry =
  { kind: 'example'; example: DatasetExample } | { kind: 'problem'; problem: DatasetProblem };

/** A dataset as read: its entries by level, then by name with numbers in numeric order. */
export interface Dataset {
  path: string;
  form: 'examples' | 'rows' | 'example';
  entries: DatasetEntry[];
  /** What `forerun gaia download` recorded, where it made the folder. */
  source?: DatasetSource;
}

/** Where downloaded examples come from. */
export interface DatasetSource {
  repository: string;
  split: string;
  /** The revision that was asked for, and the commit that it was. */
  revision: string;
  commit: string;
}

/** What every entry has, usable or not. */
export function entryPlace(entry: DatasetEntry): { id: string; level: string; taskId?: string } {
  return entry.kind === 'example' ? entry.example : entry.problem;
}

/** Entries by level, then by name, numbers in numeric order; the one order in which datasets are numbered. */
export function sortEntries(entries: readonly DatasetEntry[]): DatasetEntry[] {
  return [...entries].sort((left, right) => {
    const [a, b] = [entryPlace(left), entryPlace(right)];
    return compareNames(a.level, b.level) || compareNames(a.id, b.id);
  });
}

const collator = new Intl.Collator('en', { numeric: true });

/** Order of names in which `example_2` comes before `example_10`. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b);

/** Name of the example at a place of its level, from 0. */
export const exampleName = (index: number): string => `example_${String(index).padStart(3, '0')}`;
