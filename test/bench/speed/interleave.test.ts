import { describe, expect, it } from '@jest/globals';
import { armOrder, interleave, pairedRatio, type TimedRun } from '../../../bench/speed/interleave';

const run = (seconds: number): TimedRun => ({ workflowId: `run-${seconds}`, seconds });

describe('interleaved arms', () => {
  it('rounds: each arm once a round → every arm comes first as often as any other', async () => {
    const order: string[] = [];
    const runs = await interleave({
      arms: ['a', 'b', 'c'] as const,
      rounds: 3,
      run: (arm, round) => {
        order.push(`${arm}${round}`);
        return Promise.resolve(run(round + 1));
      },
    });
    expect(order).toEqual(['a0', 'b0', 'c0', 'b1', 'c1', 'a1', 'c2', 'a2', 'b2']);
    expect(runs.b.map(({ seconds }) => seconds)).toEqual([1, 2, 3]);
  });

  it('armOrder: no arms → nothing', () => {
    expect(armOrder([], 7)).toEqual([]);
  });

  it('paired ratio: runs of one round belong together → geometric mean of their ratios', () => {
    const { value, low, high, count } = pairedRatio([run(4), run(2)], [run(2), run(4)]);
    expect(value).toBeCloseTo(1, 9);
    expect([low, high, count]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(2, 9), 2]);
  });

  it('paired ratio: no pairs → RangeError', () => {
    expect(() => pairedRatio([], [run(1)])).toThrow(RangeError);
  });
});
