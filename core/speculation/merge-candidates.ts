import type { Candidate, EarlierCandidate, GuessSource, Prediction } from '../../contracts/speculation';
import { sameCalls } from './draft-node';

export const sourcesOf = ({ source, sources }: Candidate): GuessSource[] => sources ?? [source];

/** What the next predictor's activity is told of the candidates so far, in their order. */
export const earlierCandidates = (candidates: readonly Candidate[]): EarlierCandidate[] =>
  candidates.map((candidate) => ({
    turn: candidate.turn,
    keys: candidate.calls.map((call) => call.key),
    probability: candidate.probability,
    ...(candidate.calls.some(({ probability }) => probability !== undefined)
      ? { calls: candidate.calls.map(({ probability = candidate.probability }) => probability) }
      : {}),
    sources: sourcesOf(candidate),
  }));

/**
 * The candidates of all predictors that have answered, best first: those so far with their new probabilities, each
 * turn once. Of two that guess the same turn the later one stands, which tells of both.
 */
export function mergeCandidates(known: readonly Candidate[], prediction: Prediction): Candidate[] {
  const kept = known
    .map((candidate, index) => ({
      ...candidate,
      probability: prediction.earlier?.[index] ?? candidate.probability,
      calls: candidate.calls.map((call, at) => {
        const probability = prediction.earlierCalls?.[index]?.[at];
        return probability === undefined ? call : { ...call, probability };
      }),
    }))
    .filter((candidate) => !prediction.candidates.some((later) => sameTurn(candidate, later)));
  // What an earlier predictor said first stays first among equals.
  return [...kept, ...prediction.candidates].sort((left, right) => right.probability - left.probability);
}

export const sameTurn = (left: Candidate, right: Candidate): boolean =>
  left.turn === right.turn && sameCalls(left.calls, right.calls);
