import type { Occurrence } from './facts';
import type { ReadyArgument, ReadyPair, ReadyTool } from './ready-model';
import type { RecordTuple } from './record-tuples';
import { spotsOf, type ValueCandidate } from './values';

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

const VALUES_TRIED = 4;
const BEAM = 6;
/** What one value's standing with those before it may add to its logarithm, at most, or take away. */
const MOST_TOGETHER = 2.5;

type Pair = ReadyPair;

/** What is known of an argument together with those before it: the places of these, in order. */
interface Pairs {
  earlier: number[];
  pairs: Pair[];
}

const PAIRS = new WeakMap<ReadyTool, Map<string, readonly Pairs[]>>();

/** For each path what is known of it and those before it; looked up once a tool and its paths. */
function pairsOf(known: ReadyTool | undefined, paths: readonly string[]): readonly Pairs[] {
  if (!known) return paths.map((_path, at) => pairsWith(paths.slice(0, at), () => UNKNOWN_PAIR));
  const ofTool = PAIRS.get(known) ?? new Map<string, readonly Pairs[]>();
  PAIRS.set(known, ofTool);
  const key = paths.join('\n');
  let rows = ofTool.get(key);
  if (!rows) {
    rows = paths.map((path, at) =>
      pairsWith(paths.slice(0, at), (earlier) => known.pairs.get(`${earlier}\n${path}`)),
    );
    ofTool.set(key, rows);
  }
  return rows;
}

function pairsWith(before: readonly string[], pairOf: (earlier: string) => Pair | undefined): Pairs {
  const told: Pairs = { earlier: [], pairs: [] };
  for (const [at, path] of before.entries()) {
    const pair = pairOf(path);
    if (!pair) continue;
    told.earlier.push(at);
    told.pairs.push(pair);
  }
  return told;
}

/** What standing in one record says for all values of a call together: of its pairs, and at most so much in all. */
export function inOneRecord(known: ReadyTool, paths: readonly string[]): { together: number; bonus: number } {
  let together = 0;
  for (const { pairs } of pairsOf(known, paths))
    for (const pair of pairs) together += Math.max(0, pair.together) * 0.5;
  return { together, bonus: Math.min(MOST_TOGETHER * (paths.length - 1), together) };
}

/** What pairs of values have said for each other, kept for the signatures of one tool; not a number where nobody asked. */
export class Together {
  private readonly begins = new Map<Pair, number>();
  private size = 0;

  /** Where each pair's values begin in `TOLD`. */
  cellsOf(pairs: readonly Pair[]): number[] {
    return pairs.map((pair) => {
      const known = pair === UNKNOWN_PAIR ? undefined : this.begins.get(pair);
      if (known !== undefined) return known;
      const begin = this.size;
      this.size += VALUES_TRIED * VALUES_TRIED;
      if (this.size > TOLD.length) {
        const grown = new Float64Array(this.size * 2);
        grown.set(TOLD);
        TOLD = grown;
      }
      TOLD.fill(NaN, begin, this.size);
      this.begins.set(pair, begin);
      return begin;
    });
  }
}

/** Room, used for one tool at a time. */
let TOLD = new Float64Array(2048);

/** Values put together path by path; two that stand in one record speak for each other as far as they usually do. */
export function beam(
  known: ReadyTool | undefined,
  signature: Signature,
  ranked: ReadonlyMap<string, ValueCandidate[]>,
  together: Together,
): JoinedValues[] {
  const { paths } = signature;
  const lists = paths.map((path) => ranked.get(path) ?? []);
  const rows = pairsOf(known, paths);
  roomFor(paths.length);
  let partials = 1;
  LAST.score[0] = Math.log(signature.share + 0.01);
  LAST.together[0] = 0;
  for (let at = 0; at < paths.length; at += 1) {
    const { earlier, pairs } = rows[at] as Pairs;
    partials = extendBeam(partials, at, lists, earlier, pairs, together.cellsOf(pairs));
    [LAST, NEXT] = [NEXT, LAST];
  }
  const joined: JoinedValues[] = [];
  for (let from = 0; from < partials; from += 1) {
    const values: ValueCandidate[] = [];
    for (let at = 0; at < paths.length; at += 1)
      values.push(lists[at]?.[LAST.ranks[from * LAST.width + at] as number] as ValueCandidate);
    joined.push({
      signature,
      values,
      score: LAST.score[from] as number,
      together: LAST.together[from] as number,
    });
  }
  return joined;
}

/** Adds an argument to the partial calls of `LAST`; the best stand in `NEXT`, best first, and their number is returned. */
function extendBeam(
  partials: number,
  at: number,
  lists: readonly (readonly ValueCandidate[])[],
  earlier: readonly number[],
  pairs: readonly Pair[],
  cells: readonly number[],
): number {
  const { score: scores, together: togethers, from: froms, place: places } = NEXT;
  const values = lists[at] as readonly ValueCandidate[];
  const tried = Math.min(VALUES_TRIED, values.length);
  for (let place = 0; place < tried; place += 1)
    LOGS[place] = Math.log((values[place] as ValueCandidate).probability + 1e-4);
  let kept = 0;
  for (let from = 0; from < partials; from += 1) {
    const ranks = from * LAST.width;
    for (let place = 0; place < tried; place += 1) {
      const alone = (LAST.score[from] as number) + (LOGS[place] as number);
      // Values are in falling order: this one and those after it cannot come among the best.
      if (kept === BEAM && alone + MOST_TOGETHER <= (scores[BEAM - 1] as number)) break;
      let together = 0;
      for (let number = 0; number < earlier.length; number += 1) {
        const before = earlier[number] as number;
        const rank = LAST.ranks[ranks + before] as number;
        const cell = (cells[number] as number) + rank * VALUES_TRIED + place;
        let told = TOLD[cell] as number;
        if (Number.isNaN(told)) {
          const left = lists[before]?.[rank] as ValueCandidate;
          told = togetherness(pairs[number] as Pair, left, values[place] as ValueCandidate);
          TOLD[cell] = told;
        }
        together += told;
      }
      if (together === -Infinity) continue;
      const score = alone + Math.max(-MOST_TOGETHER, Math.min(MOST_TOGETHER, together));
      let rank = kept;
      while (rank > 0 && score > (scores[rank - 1] as number)) rank -= 1;
      if (rank >= BEAM) continue;
      if (kept < BEAM) kept += 1;
      for (let to = kept - 1; to > rank; to -= 1) {
        scores[to] = scores[to - 1] as number;
        togethers[to] = togethers[to - 1] as number;
        froms[to] = froms[to - 1] as number;
        places[to] = places[to - 1] as number;
      }
      scores[rank] = score;
      togethers[rank] = (LAST.together[from] as number) + together;
      froms[rank] = from;
      places[rank] = place;
    }
  }
  for (let rank = 0; rank < kept; rank += 1) {
    const from = (froms[rank] as number) * LAST.width;
    const to = rank * NEXT.width;
    for (let before = 0; before < at; before += 1)
      NEXT.ranks[to + before] = LAST.ranks[from + before] as number;
    NEXT.ranks[to + at] = places[rank] as number;
  }
  return kept;
}

/** Room for the best of a step, used within one call of `beam` only. */
const newRoom = (width: number) => ({
  score: new Float64Array(BEAM),
  together: new Float64Array(BEAM),
  /** Which partial call it goes on from, and with which value. */
  from: new Int32Array(BEAM),
  place: new Int32Array(BEAM),
  /** Each value's place in its ranking, a row for each partial call. */
  width,
  ranks: new Int32Array(BEAM * width),
});
let LAST = newRoom(32);
let NEXT = newRoom(32);
const LOGS = new Float64Array(VALUES_TRIED);

function roomFor(paths: number): void {
  if (paths <= LAST.width) return;
  LAST = newRoom(paths * 2);
  NEXT = newRoom(paths * 2);
}

/** How far two values of one call fit together: one record, and the usual distance in it; not at all if -Infinity. */
function togetherness(pair: Pair, left: ValueCandidate, right: ValueCandidate): number {
  if (pair.distinct && left.text === right.text) return -Infinity;
  const lefts = spotsOf(left);
  const rights = spotsOf(right);
  const byPlace = pair.apart >= LEAST_APART;
  let inOneRecord = false;
  /** Nothing more can come of the rest: they stand in one record and, where that counts, at the usual distance. */
  let settled = false;
  for (let at = 0; at < lefts.length && !settled; at += 1) {
    const one = lefts[at] as Occurrence;
    for (let to = 0; to < rights.length; to += 1) {
      const other = rights[to] as Occurrence;
      if (one.record !== other.record) continue;
      inOneRecord = true;
      settled = !byPlace || other.index - one.index === pair.offset;
      if (settled) break;
    }
  }
  const together = (inOneRecord ? Math.max(0, pair.together) : Math.min(0, -pair.together)) * 0.5;
  if (!byPlace) return together;
  return together + (settled ? 1 : -1) * (pair.apart - LEAST_APART + 0.5);
}

const UNKNOWN_PAIR: Pair = { together: 0.7, offset: 0, apart: -9, distinct: false };
/** A distance that holds more seldom than in 30 of 100 calls says nothing. */
const LEAST_APART = -0.85;
