import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chance, drawLatencyMs } from '../../../models/simulated/chance';
import { guessTurns, rankOfTruth } from '../../../models/simulated/guess-turns';
import type { FilledTurn } from '../../../models/simulated/fill-templates';

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const share = (values: boolean[]): number => values.filter(Boolean).length / values.length;

describe('chance', () => {
  it('the same parts → the same number; any other part → another', () => {
    expect(chance(1, 'a', 2)).toBe(chance(1, 'a', 2));
    expect(new Set([chance(1, 'a', 2), chance(2, 'a', 2), chance(1, 'b', 2), chance(1, 'a', 3)]).size).toBe(
      4,
    );
  });

  it('many draws → uniform over [0, 1)', () => {
    const draws = range(4000).map((index) => chance(7, index));
    for (const limit of [0.1, 0.5, 0.9])
      expect(share(draws.map((draw) => draw < limit))).toBeCloseTo(limit, 1);
    expect(Math.max(...draws)).toBeLessThan(1);
  });

  it('lognormal latencies → the wanted median and ninth decile', () => {
    const draws = range(4000)
      .map((index) => drawLatencyMs({ p50Ms: 1000, p90Ms: 3000 }, 1, 'actor', index))
      .sort((one, other) => one - other);
    expect(draws[2000]! / 1000).toBeCloseTo(1, 0);
    expect(draws[3600]! / 3000).toBeCloseTo(1, 0);
    expect(share(draws.map((draw) => draw < 1000))).toBeCloseTo(0.5, 1);
    expect(share(draws.map((draw) => draw < 3000))).toBeCloseTo(0.9, 1);
  });
});

describe('guesses of a predictor', () => {
  it('cumulative accuracy → top-1 and top-3 shares as set', () => {
    const ranks = range(4000).map((index) => rankOfTruth([0.5, 0.6, 0.8], 1, 'conversation', index));
    expect(share(ranks.map((rank) => rank === 0))).toBeCloseTo(0.5, 1);
    expect(share(ranks.map((rank) => rank !== undefined))).toBeCloseTo(0.8, 1);
  });

  it('accuracy 0 and 1 → never and always', () => {
    for (const index of range(50)) {
      expect(rankOfTruth(0, index)).toBeUndefined();
      expect(rankOfTruth(1, index)).toBe(0);
    }
  });

  const call = fc.record({
    tool: fc.constantFrom('a', 'b'),
    argumentsText: fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
      fc.string(),
    ),
  });
  const turn: fc.Arbitrary<FilledTurn> = fc.record({
    text: fc.string(),
    reasoning: fc.constant(''),
    calls: fc.array(call, { maxLength: 3 }),
  });
  const shown = (guess: FilledTurn): string =>
    JSON.stringify(guess.calls.length > 0 ? guess.calls : guess.text);

  it('any truth and mistakes → so many guesses, all different, the truth at its rank and nowhere else', () => {
    fc.assert(
      fc.property(
        turn,
        fc.array(turn, { maxLength: 4 }),
        fc.option(fc.nat(4), { nil: undefined }),
        fc.integer({ min: 1, max: 6 }),
        fc.subarray(['a', 'b']),
        (truth, mistakes, rank, count, tools) => {
          const guesses = guessTurns({ truth, mistakes, rank, count, tools, parts: [1] });
          expect(guesses).toHaveLength(count);
          expect(new Set(guesses.map(shown)).size).toBe(count);
          const at = guesses.findIndex((guess) => shown(guess) === shown(truth));
          expect(at).toBe(rank !== undefined && rank < count ? rank : -1);
        },
      ),
    );
  });

  it('scripted mistakes → used before mutations', () => {
    const truth: FilledTurn = { text: '', reasoning: '', calls: [{ tool: 'a', argumentsText: '{"q":"x"}' }] };
    const mistake: FilledTurn = {
      text: '',
      reasoning: '',
      calls: [{ tool: 'b', argumentsText: '{"q":"y"}' }],
    };
    const [first, second] = guessTurns({
      truth,
      mistakes: [truth, mistake],
      rank: undefined,
      count: 2,
      tools: [],
      parts: [1],
    });
    expect(first).toBe(mistake);
    expect(JSON.parse(second!.calls[0]!.argumentsText)).toEqual({ q: 'x (guess 1)' });
  });
});
