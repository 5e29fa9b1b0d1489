import type { ObservedArgument } from './observe';

/** Of two arguments of a tool: calls in which both were found, and where they stood to each other. */
export interface PairCounts {
  same: number;
  both: number;
  offsets: Map<number, number>;
}

/** Calls that had two arguments, and whether the two were ever equal. */
export interface TwinCounts {
  calls: number;
  equal: boolean;
}

/** Offsets beyond this are chance. */
const MOST_APART = 3;
/** Calls from which on two arguments that were never equal count as distinct. */
const LEAST_CALLS = 8;

/** Which of a call's values stand in one record, and how far apart; by both orders of their paths. */
export function countPairs(args: readonly ObservedArgument[], pairs: Map<string, PairCounts>): void {
  for (const left of args)
    for (const right of args) {
      if (left.path === right.path || left.spots.length === 0 || right.spots.length === 0) continue;
      const key = `${left.path}\n${right.path}`;
      const pair = pairs.get(key) ?? { same: 0, both: 0, offsets: new Map<number, number>() };
      pairs.set(key, pair);
      pair.both += 1;
      const offsets = new Set<number>();
      for (const one of left.spots)
        for (const other of right.spots)
          if (one.record === other.record) offsets.add(other.index - one.index);
      if (offsets.size > 0) pair.same += 1;
      for (const offset of offsets)
        if (Math.abs(offset) <= MOST_APART) pair.offsets.set(offset, (pair.offsets.get(offset) ?? 0) + 1);
    }
}

/** Whether a call's values are equal; by their paths in order of names. */
export function countTwins(args: readonly ObservedArgument[], twins: Map<string, TwinCounts>): void {
  for (const left of args)
    for (const right of args) {
      if (left.path >= right.path) continue;
      const key = `${left.path}\n${right.path}`;
      const twin = twins.get(key) ?? { calls: 0, equal: false };
      twins.set(key, twin);
      twin.calls += 1;
      if (left.text === right.text) twin.equal = true;
    }
}

/** Pairs of paths whose values could have been equal, by their shapes, and never were. */
export function distinctPairs(
  twins: ReadonlyMap<string, TwinCounts>,
  shapesOf: (path: string) => Iterable<string>,
): [string, string][] {
  return [...twins].flatMap(([key, { calls, equal }]): [string, string][] => {
    if (equal || calls < LEAST_CALLS) return [];
    const [left = '', right = ''] = key.split('\n');
    const shapes = new Set(shapesOf(right));
    return [...shapesOf(left)].some((shape) => shapes.has(shape)) ? [[left, right]] : [];
  });
}
