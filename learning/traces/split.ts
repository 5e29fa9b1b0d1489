import { createHash } from 'node:crypto';

/**
 * k-fold over tasks: each split key's fold, 0 to k - 1. The keys are ordered by hash and dealt round, so folds differ by
 * one task at most and the same set of keys gives the same folds whatever the order of its rows. Throws RangeError where
 * `folds` is not a whole number from 2 up.
 */
export function foldsByTask(splitKeys: Iterable<string>, folds: number): Map<string, number> {
  if (!Number.isInteger(folds) || folds < 2) throw new RangeError(`${folds} folds: at least 2 are needed`);
  const hashed = [...new Set(splitKeys)].map((key) => ({ key, hash: foldHash(key) }));
  hashed.sort((one, other) => (one.hash < other.hash ? -1 : 1));
  return new Map(hashed.map(({ key }, index) => [key, index % folds]));
}

const foldHash = (key: string): string => createHash('sha1').update(`spec-fold-v1:${key}`).digest('hex');
