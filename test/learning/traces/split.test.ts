import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldsByTask } from '../../../learning/traces/split';

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
