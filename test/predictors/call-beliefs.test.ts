import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EarlierCandidate } from '../../contracts/speculation';
import { callBelief, combinedMade, type BelievedTurn } from '../../predictors/call-beliefs';
import { mergeGuesses, type KeyedGuess } from '../../predictors/merge-guesses';

const guess = (calls: Record<string, number | undefined>, probability: number): KeyedGuess => ({
  turn: 'calls',
  calls: Object.entries(calls).map(([tool, own]) => ({
    tool,
    arguments: {},
    ...(own === undefined ? {} : { probability: own }),
  })),
  keys: Object.keys(calls),
  probability,
  source: 'table',
});
const before = (keys: string[], probability: number, calls?: number[]): EarlierCandidate => ({
  turn: 'calls',
  keys,
  probability,
  ...(calls ? { calls } : {}),
  sources: ['table'],
});
const ofCalls = ({ calls }: { calls: { tool: string; probability: number }[] }) =>
  Object.fromEntries(calls.map(({ tool, probability }) => [tool, Number(probability.toFixed(6))]));

describe('call beliefs', () => {
  it('a predictor alone → what it says of its calls, at the least what its turns say together', () => {
    const { guesses } = mergeGuesses(
      [],
      [guess({ a: 0.7, b: undefined }, 0.3), guess({ a: undefined }, 0.2), guess({ b: undefined }, 0.1)],
    );
    expect(guesses.map(ofCalls)).toEqual([{ a: 0.7, b: 0.4 }, { a: 0.7 }, { b: 0.4 }]);
  });

  it('equal turns → one, whose calls are as likely as the likelier says', () => {
    const { guesses } = mergeGuesses([], [guess({ a: 0.4 }, 0.1), guess({ a: 0.6 }, 0.2)]);
    expect(guesses).toHaveLength(1);
    expect(ofCalls(guesses[0]!)).toEqual({ a: 0.6 });
  });

  it('two predictors of different turns that hold the same call → they agree about the call', () => {
    const { guesses, earlier, earlierCalls } = mergeGuesses(
      [before(['a', 'b'], 0.5, [0.6, 0.5])],
      [guess({ a: undefined }, 0.5)],
    );
    // Of the turn they contradict each other; of the call `a` both being wrong is 0.4 · 0.5.
    expect(guesses[0]!.probability).toBeCloseTo(0.25 / 0.75, 9);
    expect(ofCalls(guesses[0]!)).toEqual({ a: 0.8 });
    expect(earlier[0]).toBeCloseTo(0.25 / 0.75, 9);
    expect(earlierCalls[0]![0]).toBeCloseTo(0.8, 9);
    // `b` is contradicted by a turn without it.
    expect(earlierCalls[0]![1]).toBeCloseTo((0.5 * 0.5) / (1 - 0.25), 9);
  });

  const turns: fc.Arbitrary<BelievedTurn[]> = fc.array(
    fc.record({
      keys: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      probability: fc.double({ min: 0, max: 0.25, noNaN: true }),
    }),
    { maxLength: 4 },
  );

  it('any two opinions → the same in either order, from 0 to 1, and an empty one changes nothing', () => {
    fc.assert(
      fc.property(turns, turns, (left, right) => {
        const [one, other] = [callBelief(left, 'a'), callBelief(right, 'a')];
        const together = combinedMade(one, other);
        expect(together).toBeCloseTo(combinedMade(other, one), 12);
        expect(together >= 0 && together <= 1).toBe(true);
        expect(combinedMade(one, callBelief([], 'a'))).toBeCloseTo(Math.min(one.made, 0.99), 12);
      }),
    );
  });

  it('any merge → no call less likely than its turn', () => {
    fc.assert(
      fc.property(turns, turns, (left, right) => {
        const { guesses } = mergeGuesses(
          left.map(({ keys, probability }) => before([...keys], probability)),
          right.map(({ keys, probability }) =>
            guess(Object.fromEntries(keys.map((key) => [key, undefined])), probability),
          ),
        );
        for (const { calls, probability } of guesses)
          for (const call of calls) expect(call.probability).toBeGreaterThanOrEqual(probability - 1e-12);
      }),
    );
  });
});
