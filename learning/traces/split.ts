import { createHash } from 'node:crypto';

export type SplitPart = 'train' | 'dev' | 'test';

const BUCKETS = 100;
const DEV_FROM = 55;
const TEST_FROM = 70;

/**
 * The bucket of a task, 0 to 99: `int(sha1("spec-split-v1:" + split_key), 16) % 100`, the rule of the shared traces'
 * README. All trajectories of a task share its split key, so a split by bucket is a split by task.
 */
export const splitBucket = (splitKey: string): number =>
  remainder(createHash('sha1').update(`spec-split-v1:${splitKey}`).digest('hex'), BUCKETS);

/** The side of a task: train below bucket 55, dev from 55 to 69, test from 70 up. */
export function splitPart(splitKey: string): SplitPart {
  const bucket = splitBucket(splitKey);
  if (bucket < DEV_FROM) return 'train';
  return bucket < TEST_FROM ? 'dev' : 'test';
}

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

function remainder(hex: string, divisor: number): number {
  let rest = 0;
  for (const digit of hex) rest = (rest * 16 + Number.parseInt(digit, 16)) % divisor;
  return rest;
}
