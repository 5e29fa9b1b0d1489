import type { Occurrence } from './facts';
import type { ReadyPair, ReadyTool } from './ready-model';
import { spotsOf, type ValueCandidate } from './values';

/** What is known of an argument together with those before it: the places of these, in order. */
export interface Pairs {
  earlier: number[];
  pairs: ReadyPair[];
}

/** What one value's standing with those before it may add to its logarithm, at most, or take away. */
export const MOST_TOGETHER = 2.5;
/** Values of one argument that are tried, the first ones. */
export const VALUES_TRIED = 4;

const UNKNOWN_PAIR: ReadyPair = { together: 0.7, offset: 0, apart: -9, distinct: true };
const PAIRS = new WeakMap<ReadyTool, Map<string, readonly Pairs[]>>();

/** For each path what is known of it and those before it; looked up once a tool and its paths. */
export function pairsOf(known: ReadyTool | undefined, paths: readonly string[]): readonly Pairs[] {
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

function pairsWith(before: readonly string[], pairOf: (earlier: string) => ReadyPair | undefined): Pairs {
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

/** What pairs of values say for each other, told once each for the signatures of one tool. */
export class Together {
  private readonly begins = new Map<ReadyPair, number>();
  private size = 0;

  /** Where each pair's values begin in the room. */
  cellsOf(pairs: readonly ReadyPair[]): number[] {
    return pairs.map((pair) => {
      const known = pair === UNKNOWN_PAIR ? undefined : this.begins.get(pair);
      if (known !== undefined) return known;
      const begin = this.size;
      this.size += VALUES_TRIED * VALUES_TRIED;
      if (this.size > ROOM.length) {
        const grown = new Float64Array(this.size * 2);
        grown.set(ROOM);
        ROOM = grown;
      }
      ROOM.fill(NaN, begin, this.size);
      this.begins.set(pair, begin);
      return begin;
    });
  }

  /** How far two values fit together. Their cell: the pair's, `VALUES_TRIED` for each rank of the left one, and the right one's rank. */
  fit(cell: number, pair: ReadyPair, left: ValueCandidate, right: ValueCandidate): number {
    const told = ROOM[cell] as number;
    return Number.isNaN(told) ? (ROOM[cell] = togetherness(pair, left, right)) : told;
  }
}

/** Used for one tool at a time; not a number where nobody asked. */
let ROOM = new Float64Array(2048);

/** How far two values of one call fit together: one record, and the usual distance in it; not at all if -Infinity. */
function togetherness(pair: ReadyPair, left: ValueCandidate, right: ValueCandidate): number {
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

/** A distance that holds more seldom than in 30 of 100 calls says nothing. */
const LEAST_APART = -0.85;
