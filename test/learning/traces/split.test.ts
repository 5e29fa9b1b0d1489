import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldsByTask, splitBucket, splitPart } from '../../../learning/traces/split';

describe('splitBucket', () => {
  // python3 -c 'import hashlib;print(int(hashlib.sha1(("spec-split-v1:"+KEY).encode()).hexdigest(),16)%100)'
  it.each([
    ['library:t1', 16],
    ['retail:1', 96],
    ['airline:12', 2],
    ['', 4],
    ['Größe:ß', 55],
  ])('%s → %d, as Python computes it', (key, bucket) => {
    expect(splitBucket(key)).toBe(bucket);
  });
});

describe('splitPart', () => {
  it('any key → train below 55, dev below 70, test from there', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const bucket = splitBucket(key);
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(100);
        expect(splitPart(key)).toBe(bucket < 55 ? 'train' : bucket < 70 ? 'dev' : 'test');
      }),
    );
  });
});

describe('foldsByTask', () => {
  it('any keys in any order → each in one fold, sizes differ by one at most', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 2, max: 9 }), (keys, folds) => {
        const dealt = foldsByTask(keys, folds);
        expect(new Set(dealt.keys())).toEqual(new Set(keys));
        expect(foldsByTask([...keys, ...keys].reverse(), folds)).toEqual(dealt);
        const sizes = Array.from({ length: folds }, (_, fold) =>
          [...dealt.values()].filter((value) => value === fold),
        ).map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([1, 0, 2.5])('%d folds → refused', (folds) => {
    expect(() => foldsByTask(['a'], folds)).toThrow(RangeError);
  });
});
