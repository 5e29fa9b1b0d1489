import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baselineSeconds, boundSeconds, hopAllowance } from '../../../bench/speed/bound';

const STANDARD = { actor: 2, predictor: 0.3, tool: 1 };

describe('bound of a run whose predictions are all right', () => {
  it.each([
    { actor: 2, lookahead: 0, bound: 6 },
    { actor: 2, lookahead: 1, bound: 4.6 },
    { actor: 2, lookahead: 2, bound: 4.6 },
    { actor: 4, lookahead: 0, bound: 12 },
    { actor: 4, lookahead: 1, bound: 8 },
    { actor: 4, lookahead: 2, bound: 6.6 },
  ])(
    'actor $actor s, lookahead $lookahead → $bound s, as issue section 8 says',
    ({ actor, lookahead, bound }) => {
      expect(boundSeconds({ ...STANDARD, actor }, 2, lookahead)).toBeCloseTo(bound, 9);
    },
  );

  it('baseline: every decision and call one after the other → 8 s, and 14 s with the slower actor', () => {
    expect(baselineSeconds(STANDARD, 2)).toBe(8);
    expect(baselineSeconds({ ...STANDARD, actor: 4 }, 2)).toBe(14);
  });

  it('long chain of hits: → a turn every max(predictor + tool, actor / (lookahead + 1)) seconds', () => {
    const latencies = { actor: 6, predictor: 0.5, tool: 1 };
    for (const lookahead of [0, 1, 2, 3, 5]) {
      const perTurn =
        (boundSeconds(latencies, 300, lookahead) - boundSeconds(latencies, 240, lookahead)) / 60;
      expect(perTurn).toBeCloseTo(Math.max(1.5, 6 / (lookahead + 1)), 6);
    }
  });

  it('any latencies: → between one decision and the baseline, and never longer with more lookahead', () => {
    const seconds = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ actor: seconds, predictor: seconds, tool: seconds }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 4 }),
        (latencies, calls, lookahead) => {
          const bound = boundSeconds(latencies, calls, lookahead);
          expect(bound).toBeLessThanOrEqual(baselineSeconds(latencies, calls) + 1e-9);
          expect(bound).toBeGreaterThanOrEqual(latencies.actor);
          expect(boundSeconds(latencies, calls, lookahead + 1)).toBeLessThanOrEqual(bound + 1e-9);
        },
      ),
    );
  });

  it('hops → lookahead 0 waits for three decisions, lookahead 1 for two predictions, two calls and a decision', () => {
    expect(hopAllowance(STANDARD, 2, 0, 0.02)).toBeCloseTo(3 * 0.02, 9);
    expect(hopAllowance(STANDARD, 2, 1, 0.02)).toBeCloseTo(5 * 0.02, 9);
  });
});
