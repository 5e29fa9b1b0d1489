import { describe, expect, it } from '@jest/globals';
import { mapBounded } from '../../store/map-bounded';

describe('mapBounded', () => {
  it('more items than the limit: → all results in order, never more at a time', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([...Array(20).keys()], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual([...Array(20).keys()].map((item) => item * 2));
    expect(most).toBe(3);
  });

  it('one fails: → its error, and nothing more is started', async () => {
    const started: number[] = [];
    const run = mapBounded([1, 2, 3, 4, 5], 1, async (item) => {
      started.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(run).rejects.toThrow('two');
    expect(started).toEqual([1, 2]);
  });

  it('no items: → no results', async () => {
    expect(await mapBounded([], 4, async () => 1)).toEqual([]);
  });
});
