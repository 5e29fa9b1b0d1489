import type { JoinedValues, Signature } from './beam';
import { madeKey } from './canonical-value';
import type { RunIndex } from './context';
import type { Occurrence } from './facts';
import { inOneRecord } from './pairs';
import type { ReadyArgument, ReadyTool } from './ready-model';
import type { ValueCandidate } from './values';

/** Values for all arguments of a call that stand in one record, such as one element of a list. */
export interface RecordTuple {
  values: ValueCandidate[];
  /** The least share of hits among the places that give its values. */
  share: number;
  /** A call with these arguments was made before. */
  made: boolean;
  /** Its number among the records that no call was made of, in the order of the run; -1 where one was. */
  open: number;
  /** The same, counted from the last record that a call was made of. */
  next: number;
}

/** Places of one value that are looked at, the last ones; and records that are kept, the last ones. */
const MOST_PLACES = 24;
const MOST_RECORDS = 24;

/** Notes which calls take all their arguments from one record, and adds those records' calls that are not among them. */
export function addRecords(
  known: ReadyTool,
  index: RunIndex,
  tool: string,
  signature: Signature,
  ranked: ReadonlyMap<string, readonly ValueCandidate[]>,
  joined: JoinedValues[],
): void {
  const { paths, share } = signature;
  const records = recordTuples(known, index, tool, paths, ranked);
  if (records.length === 0) return;
  const { together, bonus } = inOneRecord(known, paths);
  const byTexts = new Map(joined.map((one) => [textsOf(one), one]));
  for (const record of records) {
    const same = byTexts.get(textsOf(record));
    let score = Math.log(share + 0.01) + bonus;
    for (const { probability } of record.values) score += Math.log(probability + 1e-4);
    if (same) {
      same.record = record;
      same.score = Math.max(same.score, score);
      same.together = Math.max(same.together, together);
    } else if (!record.made) joined.push({ signature, values: record.values, score, together, record });
  }
}

const textsOf = ({ values }: { values: readonly ValueCandidate[] }): string =>
  values.map(({ text }) => text).join('\n');

/** The records that fill every path, in the order of the run. Values are those ranked; `ranked` goes by path. */
function recordTuples(
  known: ReadyTool,
  index: RunIndex,
  tool: string,
  paths: readonly string[],
  ranked: ReadonlyMap<string, readonly ValueCandidate[]>,
): RecordTuple[] {
  if (paths.length < 2) return [];
  let found = new Map<number, { values: ValueCandidate[]; share: number }>();
  for (const [at, path] of paths.entries()) {
    const shares = slotShares(known.arguments.get(path));
    const filled: typeof found = new Map();
    for (const value of ranked.get(path) ?? []) {
      const places = value.known?.occurrences;
      if (!places) continue;
      for (let from = Math.max(0, places.length - MOST_PLACES); from < places.length; from += 1) {
        const { slot, record } = places[from] as Occurrence;
        const share = slot[0] === 'r' ? shares.get(slot) : undefined;
        if (share === undefined) continue;
        const before = found.get(record);
        if (at > 0 && !before) continue;
        const least = Math.min(share, before?.share ?? 1);
        const same = filled.get(record);
        if (same && same.share >= least) continue;
        filled.set(record, {
          values: [...(before?.values ?? []), value],
          share: least,
        });
      }
    }
    if (filled.size === 0) return [];
    found = filled;
  }
  const records = [...found].sort(([a], [b]) => a - b).slice(-MOST_RECORDS);
  return numbered(
    index,
    tool,
    records.map(([, tuple]) => tuple),
  );
}

function numbered(
  index: RunIndex,
  tool: string,
  records: readonly Pick<RecordTuple, 'values' | 'share'>[],
): RecordTuple[] {
  const seen = new Set<string>();
  const tuples: RecordTuple[] = [];
  let open = 0;
  let next = 0;
  for (const record of records) {
    const key = madeKey(
      tool,
      record.values.map(({ text }) => text),
    );
    const made = index.madeKeys.has(key);
    if (made) {
      // Counted again from here.
      for (const tuple of tuples) tuple.next = -1;
      next = 0;
    }
    if (seen.has(key)) continue;
    seen.add(key);
    tuples.push({ ...record, made, open: made ? -1 : open, next: made ? -1 : next });
    if (!made) {
      open += 1;
      next += 1;
    }
  }
  return tuples;
}

const SHARES = new WeakMap<ReadyArgument, ReadonlyMap<string, number>>();
const NONE: ReadonlyMap<string, number> = new Map();

/** Share of hits of the places that an argument is copied from, by slot. */
function slotShares(argument: ReadyArgument | undefined): ReadonlyMap<string, number> {
  if (!argument) return NONE;
  let shares = SHARES.get(argument);
  if (!shares) {
    shares = new Map(
      argument.sources.filter(({ via }) => via === '').map(({ slot, share }) => [slot, share]),
    );
    SHARES.set(argument, shares);
  }
  return shares;
}
