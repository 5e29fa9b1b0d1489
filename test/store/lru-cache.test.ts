import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LruCache } from '../../store/lru-cache';

describe('LruCache', () => {
  it('more than fits: → what was used longest ago goes first', () => {
    const cache = new LruCache<string>(3);
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 1);
    cache.get('a');
    cache.set('d', 'd', 1);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  it('any use: → never above its bound, and what was just set is there if it fits', () => {
    const use = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bytes: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(use), (uses) => {
        const cache = new LruCache<number>(10);
        for (const { key, bytes } of uses) {
          cache.set(key, bytes, bytes);
          expect(cache.bytes).toBeLessThanOrEqual(10);
          expect(cache.get(key)).toBe(bytes <= 10 ? bytes : undefined);
        }
      }),
    );
  });
});
