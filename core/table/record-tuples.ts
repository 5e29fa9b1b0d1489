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

/** A record on the way: its values for the paths so far. */
interface Filling {
  record: number;
  values: ValueCandidate[];
  /** The least share of hits among them; and without the last one. */
  share: number;
  before: number;
}

/** The records that fill every path, in the order of the run. Values are those ranked; `ranked` goes by path. */
function recordTuples(
  known: ReadyTool,
  index: RunIndex,
  tool: string,
  paths: readonly string[],
  ranked: ReadonlyMap<string, readonly ValueCandidate[]>,
): RecordTuple[] {
  if (paths.length < 2) return [];
  const fillings = new Map<number, Filling>();
  for (let at = 0; at < paths.length; at += 1) {
    const path = paths[at] as string;
    const shares = slotShares(known.arguments.get(path));
    let filled = false;
    for (const value of ranked.get(path) ?? []) {
      const places = value.known?.occurrences ?? NOWHERE;
      for (let from = Math.max(0, places.length - MOST_PLACES); from < places.length; from += 1) {
        const { slot, record } = places[from] as Occurrence;
        const share = slot[0] === 'r' ? shares.get(slot) : undefined;
        if (share !== undefined && fill(fillings, record, at, value, share)) filled = true;
      }
    }
    if (!filled) return [];
  }
  const whole = [...fillings.values()].filter(({ values }) => values.length === paths.length);
  whole.sort((a, b) => a.record - b.record);
  return numbered(index, tool, whole.slice(-MOST_RECORDS));
}

const NOWHERE: readonly Occurrence[] = [];

/** Takes a value for a record's argument, where it has all those before; the one with the highest share stays. */
function fill(
  fillings: Map<number, Filling>,
  record: number,
  at: number,
  value: ValueCandidate,
  share: number,
): boolean {
  const filling = fillings.get(record);
  if (!filling) {
    if (at === 0) fillings.set(record, { record, values: [value], share, before: 1 });
    return at === 0;
  }
  const { values } = filling;
  if (values.length < at) return false;
  if (values.length === at) filling.before = filling.share;
  const least = Math.min(share, filling.before);
  if (values.length > at && filling.share >= least) return true;
  values[at] = value;
  filling.share = least;
  return true;
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
  for (const { values, share } of records) {
    const key = madeKey(
      tool,
      values.map(({ text }) => text),
    );
    const made = index.madeKeys.has(key);
    if (made) {
      // Counted again from here.
      for (const tuple of tuples) tuple.next = -1;
      next = 0;
    }
    if (seen.has(key)) continue;
    seen.add(key);
    tuples.push({ values, share, made, open: made ? -1 : open, next: made ? -1 : next });
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
