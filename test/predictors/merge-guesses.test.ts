import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EarlierCandidate, GuessSource } from '../../contracts/speculation';
import { mergeGuesses, type KeyedGuess } from '../../predictors/merge-guesses';

const guess = (key: string, probability: number, source: GuessSource = 'model'): KeyedGuess => ({
  turn: 'calls',
  calls: [{ tool: key, arguments: {} }],
  keys: [key],
  probability,
  source,
});

const before = (key: string, probability: number, source: GuessSource = 'table'): EarlierCandidate => ({
  turn: 'calls',
  keys: [key],
  probability,
  sources: [source],
});

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
const asGuesses = (values: number[], offset = 0): KeyedGuess[] =>
  values.map((value, index) => guess(`k${index + offset}`, value));
const asEarlier = (values: number[]): EarlierCandidate[] =>
  values.map((value, index) => before(`k${index}`, value));

describe('mergeGuesses', () => {
  it('nobody before → the guesses as they are, best first, equal turns as one', () => {
    const { guesses, earlier } = mergeGuesses([], [guess('a', 0.2), guess('b', 0.3), guess('a', 0.4)]);
    expect(guesses.map(({ keys, probability }) => [keys[0], Number(probability.toFixed(9))])).toEqual([
      ['a', 0.6],
      ['b', 0.3],
    ]);
    expect(earlier).toEqual([]);
  });

  it('both say the same → one minus both being wrong, and both are remembered', () => {
    const { guesses, earlier } = mergeGuesses([before('a', 0.6)], [guess('a', 0.75)]);
    expect(guesses[0]?.probability).toBeCloseTo(0.9, 12);
    expect(guesses[0]?.sources).toEqual(['table', 'model']);
    expect(earlier[0]).toBeCloseTo(0.9, 12);
  });

  it('they differ → both lose, the less sure one more', () => {
    const { guesses, earlier } = mergeGuesses([before('a', 0.6)], [guess('b', 0.75)]);
    expect(guesses[0]?.probability).toBeCloseTo((0.75 * 0.4) / (1 - 0.45), 12);
    expect(earlier[0]).toBeCloseTo((0.6 * 0.25) / (1 - 0.45), 12);
  });

  it('an empty answer → nothing changes', () => {
    const { guesses, earlier } = mergeGuesses([before('a', 0.6), before('b', 0.3)], []);
    expect(guesses).toEqual([]);
    expect(earlier).toEqual([0.6, 0.3]);
  });

  it('any two answers → probabilities from 0 to 1, all turns together at most 1, no turn twice', () => {
    fc.assert(
      fc.property(probabilities, probabilities, fc.nat(3), (first, second, offset) => {
        const { guesses, earlier } = mergeGuesses(asEarlier(first), asGuesses(second, offset));
        const said = new Map(earlier.map((value, index) => [`k${index}`, value]));
        if (first.length > 0)
          for (const { keys, probability } of guesses) {
            const known = said.get(keys[0] ?? '');
            if (known !== undefined) expect(known).toBeCloseTo(probability, 9);
            said.set(keys[0] ?? '', probability);
          }
        for (const value of said.values()) expect(value >= 0 && value <= 1).toBe(true);
        if (first.length > 0)
          expect([...said.values()].reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(new Set(guesses.map(({ keys }) => keys[0])).size).toBe(guesses.length);
      }),
    );
  });

  it('in either order → the same probabilities', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 0.24, noNaN: true }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.double({ min: 0.01, max: 0.24, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (first, second) => {
          const one = mergeGuesses(asEarlier(first), asGuesses(second));
          const other = mergeGuesses(asEarlier(second), asGuesses(first));
          for (const { keys, probability } of one.guesses) {
            const same =
              other.guesses.find((candidate) => candidate.keys[0] === keys[0])?.probability ??
              other.earlier[Number(keys[0]?.slice(1))];
            expect(same).toBeCloseTo(probability, 9);
          }
        },
      ),
    );
  });
});
