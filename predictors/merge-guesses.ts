import type { EarlierCandidate, GuessSource } from '../contracts/speculation';
import type { Guess } from './predictor';

/** A guess with the canonical keys of its calls. */
export interface KeyedGuess extends Guess {
  keys: string[];
}

/** A guess after the merge; everybody who made it. */
export interface MergedGuess extends KeyedGuess {
  sources: GuessSource[];
}

export interface Merged {
  /** The new guesses with what all predictors together think of them, best first; equal turns are one. */
  guesses: MergedGuess[];
  /** The earlier candidates' probabilities in the light of the new ones, in their order. */
  earlier: number[];
}

/** The most that one predictor's guesses are believed together: something always speaks for none of them. */
const MOST_BELIEF = 0.99;

/**
 * Merges the guesses of one predictor with those of the predictors before it, turn by turn.
 *
 * Dempster's rule of combination (G. Shafer, A Mathematical Theory of Evidence, 1976, chapter 3) over whole turns, which
 * exclude each other: a predictor believes in turn t with `p(t)` and holds back `r = 1 − Σp`. Together
 * `p(t) = (p₁(t)·p₂(t) + p₁(t)·r₂ + r₁·p₂(t)) / (1 − K)`, `K` being the belief in pairs that contradict each other. Two
 * predictors that agree give the noisy-or `1 − (1 − p₁)(1 − p₂)`, two that differ `p₁(1 − p₂) / (1 − p₁p₂)` each: who is
 * contradicted loses. An empty answer changes nothing, and the order of the predictors does not matter.
 * docs/predictors.md says why this rule.
 */
export function mergeGuesses(earlier: readonly EarlierCandidate[], guesses: readonly KeyedGuess[]): Merged {
  const fresh = distinctTurns(guesses);
  if (earlier.length === 0) {
    const alone = fresh.map((guess) => ({ ...guess, sources: [guess.source] }));
    return { guesses: alone.sort((left, right) => right.probability - left.probability), earlier: [] };
  }
  const first = believed(earlier);
  const second = believed(fresh);
  const held = { first: 1 - sum(first), second: 1 - sum(second) };
  const placeOf = new Map(earlier.map((candidate, index) => [turnKey(candidate), index]));
  let agreement = 0;
  for (const [index, guess] of fresh.entries()) {
    const place = placeOf.get(turnKey(guess));
    if (place !== undefined) agreement += (first[place] ?? 0) * (second[index] ?? 0);
  }
  const consistent = 1 - (sum(first) * sum(second) - agreement);
  const combined = (one: number, other: number): number =>
    clamp((one * other + one * held.second + held.first * other) / consistent);

  const merged = fresh.map((guess, index): MergedGuess => {
    const place = placeOf.get(turnKey(guess));
    const before = place === undefined ? undefined : earlier[place];
    return {
      ...guess,
      probability: combined(place === undefined ? 0 : (first[place] ?? 0), second[index] ?? 0),
      sources: [...new Set([...(before?.sources ?? []), guess.source])],
    };
  });
  const newBelief = new Map(fresh.map((guess, index) => [turnKey(guess), second[index] ?? 0]));
  return {
    guesses: merged.sort((left, right) => right.probability - left.probability),
    earlier: earlier.map((candidate, index) =>
      combined(first[index] ?? 0, newBelief.get(turnKey(candidate)) ?? 0),
    ),
  };
}

const turnKey = ({ turn, keys }: Pick<EarlierCandidate, 'turn' | 'keys'>): string =>
  `${turn} ${keys.join(' ')}`;

/** Turns that are equal once normalised exclude each other no more: their probabilities add up. */
function distinctTurns(guesses: readonly KeyedGuess[]): KeyedGuess[] {
  const byKey = new Map<string, KeyedGuess>();
  for (const guess of guesses) {
    const known = byKey.get(turnKey(guess));
    if (known) known.probability = Math.min(1, known.probability + guess.probability);
    else byKey.set(turnKey(guess), { ...guess });
  }
  return [...byKey.values()];
}

/** Probabilities that add up to what can be believed at most; smaller ones stay as they are. */
function believed(candidates: readonly { probability: number }[]): number[] {
  const given = candidates.map(({ probability }) => clamp(probability));
  const total = sum(given);
  return total <= MOST_BELIEF ? given : given.map((value) => (value * MOST_BELIEF) / total);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const clamp = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0);
