import type { EarlierCandidate, GuessSource } from '../contracts/speculation';
import { callBelief, combinedMade, type BelievedTurn } from './call-beliefs';
import type { Guess, GuessedCall } from './predictor';

/** A guess with the canonical keys of its calls. */
export interface KeyedGuess extends Guess {
  keys: string[];
}

/** A guess after the merge: what everybody thinks of the turn and of each of its calls, and everybody who made it. */
export interface MergedGuess extends KeyedGuess {
  calls: (GuessedCall & { probability: number })[];
  sources: GuessSource[];
}

export interface Merged {
  /** The new guesses with what all predictors together think of them, best first; equal turns are one. */
  guesses: MergedGuess[];
  /** The earlier candidates' probabilities in the light of the new ones, in their order. */
  earlier: number[];
  /** The same of each of their calls, whatever the turn. */
  earlierCalls: number[][];
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
 * contradicted loses. Calls are believed in by the same rule, whatever their turns (call-beliefs.ts). An empty answer changes nothing, and the order of the predictors does not matter.
 * docs/predictors.md says why this rule.
 */
export function mergeGuesses(earlier: readonly EarlierCandidate[], guesses: readonly KeyedGuess[]): Merged {
  const fresh = distinctTurns(guesses);
  const first = believed(earlier);
  // A predictor that is alone is believed as it speaks.
  const second = earlier.length === 0 ? fresh.map(({ probability }) => probability) : believed(fresh);
  const turnOf = turnsTogether(earlier, fresh, first, second);
  const sides: [BelievedTurn[], BelievedTurn[]] = [
    earlier.map(({ keys, calls = [] }, at) => ({ keys, calls, probability: first[at] ?? 0 })),
    fresh.map(({ keys, calls }, at) => ({
      keys,
      calls: calls.map(({ probability }) => probability),
      probability: second[at] ?? 0,
    })),
  ];
  const callOf = (key: string, turn: number): number =>
    Math.max(turn, callTogether(earlier.length === 0 ? sides.slice(1) : sides, key));
  const sourcesOf = new Map(earlier.map((candidate) => [turnKey(candidate), candidate.sources]));
  const merged = fresh.map((guess): MergedGuess => {
    const probability = turnOf(turnKey(guess));
    return {
      ...guess,
      probability,
      calls: guess.calls.map((call, at) => ({
        ...call,
        probability: callOf(guess.keys[at] ?? '', probability),
      })),
      sources: [...new Set([...(sourcesOf.get(turnKey(guess)) ?? []), guess.source])],
    };
  });
  const before = earlier.map((candidate) => turnOf(turnKey(candidate)));
  return {
    guesses: merged.sort((left, right) => right.probability - left.probability),
    earlier: before,
    earlierCalls: earlier.map(({ keys }, at) => keys.map((key) => callOf(key, before[at] ?? 0))),
  };
}

/** Probability of each turn that anybody guessed, by all of them. */
function turnsTogether(
  earlier: readonly EarlierCandidate[],
  fresh: readonly KeyedGuess[],
  first: readonly number[],
  second: readonly number[],
): (turn: string) => number {
  const [one, other] = [
    new Map(earlier.map((candidate, at) => [turnKey(candidate), first[at] ?? 0])),
    new Map(fresh.map((guess, at) => [turnKey(guess), second[at] ?? 0])),
  ];
  if (earlier.length === 0) return (turn) => other.get(turn) ?? 0;
  const held = { first: 1 - sum(first), second: 1 - sum(second) };
  let agreement = 0;
  for (const [turn, probability] of other) agreement += (one.get(turn) ?? 0) * probability;
  const consistent = 1 - (sum(first) * sum(second) - agreement);
  return (turn) => {
    const [left, right] = [one.get(turn) ?? 0, other.get(turn) ?? 0];
    return clamp((left * right + left * held.second + held.first * right) / consistent);
  };
}

function callTogether(sides: readonly (readonly BelievedTurn[])[], key: string): number {
  const [one, other] = sides.map((turns) => callBelief(turns, key));
  if (!one) return 0;
  return other ? combinedMade(one, other) : one.made;
}

const turnKey = ({ turn, keys }: Pick<EarlierCandidate, 'turn' | 'keys'>): string =>
  `${turn} ${keys.join(' ')}`;

/** Turns that are equal once normalised exclude each other no more: their probabilities add up. */
function distinctTurns(guesses: readonly KeyedGuess[]): KeyedGuess[] {
  const byKey = new Map<string, KeyedGuess>();
  for (const guess of guesses) {
    const known = byKey.get(turnKey(guess));
    if (!known) {
      byKey.set(turnKey(guess), { ...guess });
      continue;
    }
    known.probability = Math.min(1, known.probability + guess.probability);
    known.calls = known.calls.map((call, at) => ({
      ...call,
      probability: Math.max(call.probability ?? 0, guess.calls[at]?.probability ?? 0),
    }));
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
