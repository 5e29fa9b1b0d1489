import { MOST_TOGETHER, pairsOf, VALUES_TRIED, type Pairs, type Together } from './pairs';
import { PartialCalls } from './partial-calls';
import type { ReadyArgument, ReadyPair, ReadyTool } from './ready-model';
import type { RecordTuple } from './record-tuples';
import type { ValueCandidate } from './values';

/** A set of arguments that a call may have. */
export interface Signature {
  paths: string[];
  models: (ReadyArgument | undefined)[];
  share: number;
}

/** All arguments of a call, as far as they can be put together. */
export interface JoinedValues {
  signature: Signature;
  values: ValueCandidate[];
  /** Logarithm of the values' joint probability, as far as known, and the signature's share. */
  score: number;
  together: number;
  /** Where the values all stand in one record. */
  record?: RecordTuple | undefined;
}

type Lists = readonly (readonly ValueCandidate[])[];

/** Values put together path by path; two that stand in one record speak for each other as far as they usually do. */
export function beam(
  known: ReadyTool | undefined,
  signature: Signature,
  ranked: ReadonlyMap<string, ValueCandidate[]>,
  together: Together,
): JoinedValues[] {
  const { paths } = signature;
  const lists: Lists = paths.map((path) => ranked.get(path) ?? []);
  const rows = pairsOf(known, paths);
  let [calls, longer] = ROOM;
  calls.clear(paths.length);
  calls.offer(Math.log(signature.share + 0.01), 0, 0, 0);
  for (let at = 0; at < paths.length; at += 1) {
    longer.clear(paths.length);
    addArgument({ calls, longer, at, lists, row: rows[at] as Pairs, together });
    [calls, longer] = [longer, calls];
  }
  const joined: JoinedValues[] = [];
  for (let call = 0; call < calls.count; call += 1) {
    const values = lists.map((list, at) => list[calls.rankOf(call, at)] as ValueCandidate);
    const [score, fit] = [calls.scores[call] as number, calls.together[call] as number];
    joined.push({ signature, values, score, together: fit, record: undefined });
  }
  return joined;
}

/** Used within one call of `beam` only. */
const ROOM: [PartialCalls, PartialCalls] = [new PartialCalls(), new PartialCalls()];
const LOGS = new Float64Array(VALUES_TRIED);

interface Step {
  calls: PartialCalls;
  /** Takes the calls with the argument. */
  longer: PartialCalls;
  at: number;
  lists: Lists;
  row: Pairs;
  together: Together;
}

/** Goes on from each partial call with each of the argument's first values. */
function addArgument({ calls, longer, at, lists, row, together }: Step): void {
  const values = lists[at] as readonly ValueCandidate[];
  const tried = Math.min(VALUES_TRIED, values.length);
  for (let place = 0; place < tried; place += 1)
    LOGS[place] = Math.log((values[place] as ValueCandidate).probability + 1e-4);
  const cells = together.cellsOf(row.pairs);
  for (let from = 0; from < calls.count; from += 1)
    for (let place = 0; place < tried; place += 1) {
      const alone = (calls.scores[from] as number) + (LOGS[place] as number);
      // Values are in falling order: this one and those after it cannot come among the best.
      if (alone + MOST_TOGETHER <= longer.least) break;
      const value = values[place] as ValueCandidate;
      let fit = 0;
      for (let number = 0; number < row.earlier.length; number += 1) {
        const before = row.earlier[number] as number;
        const rank = calls.rankOf(from, before);
        const cell = (cells[number] as number) + rank * VALUES_TRIED + place;
        fit += together.fit(
          cell,
          row.pairs[number] as ReadyPair,
          lists[before]?.[rank] as ValueCandidate,
          value,
        );
      }
      if (fit === -Infinity) continue;
      const score = alone + Math.max(-MOST_TOGETHER, Math.min(MOST_TOGETHER, fit));
      longer.offer(score, (calls.together[from] as number) + fit, from, place);
    }
  longer.goOnFrom(calls, at);
}
