import type { Decision } from '../../contracts/decision';
import type { Candidate, PredictedCall, Prediction } from '../../contracts/speculation';
import { CALLING_TURN, WHOLE_TURN } from './bins';

/** One guess at a call or at a whole turn, and whether it was right. */
export interface ScoredGuess {
  predictor: string;
  /** The tool, or what stands for whole turns. */
  tool: string;
  /** Of the call, or of all calls of the turn; empty for turns without calls. */
  key: string;
  /** What the gate asked the calibration about. */
  probability: number;
  right: boolean;
  /** It was executed although a tripped switch forbids it. */
  probe: boolean;
  /** The likeliest of the prediction's guesses of this tool. */
  isBest: boolean;
}

/**
 * What a prediction said, guess by guess, against the actor's real turn: each turn by its own probability, each call of a
 * tool that reads once, by the probability that any turn makes it. A call that a turn repeats is scored once.
 */
export function scoredGuesses(
  prediction: Prediction,
  decision: Pick<Decision, 'kind' | 'calls'>,
  isReadOnly: (tool: string) => boolean,
): ScoredGuess[] {
  const made = new Set(decision.calls.filter((call) => !call.problem).map((call) => call.key));
  const turns: ScoredGuess[] = [];
  const calls = new Map<string, ScoredGuess>();
  for (const candidate of prediction.candidates) {
    const { probability } = candidate;
    const predictor = candidate.predictor ?? prediction.predictor;
    const right = isSameTurn(candidate, decision);
    const key = candidate.calls.map((call) => call.key).join(' ');
    const names = candidate.turn === 'calls' ? [WHOLE_TURN, CALLING_TURN] : [WHOLE_TURN];
    for (const tool of names)
      turns.push({ predictor, tool, key, probability, right, probe: false, isBest: false });
    for (const call of candidate.calls) {
      if (!isReadOnly(call.tool)) continue;
      const name = rowOf(predictor, call.key);
      const known = calls.get(name);
      calls.set(name, {
        predictor,
        tool: call.tool,
        key: call.key,
        probability: Math.max(call.probability ?? probability, known?.probability ?? 0),
        right: made.has(call.key),
        probe: isProbe(call) || known?.probe === true,
        isBest: false,
      });
    }
  }
  const guesses = [...turns, ...calls.values()];
  const best = new Map<string, ScoredGuess>();
  for (const guess of guesses) {
    const row = rowOf(guess.predictor, guess.tool);
    if (guess.probability > (best.get(row)?.probability ?? -1)) best.set(row, guess);
  }
  for (const guess of best.values()) guess.isBest = true;
  return guesses;
}

const rowOf = (predictor: string, name: string): string => JSON.stringify([predictor, name]);

const isProbe = ({ verdict }: PredictedCall): boolean => verdict.admit && verdict.probe === true;

function isSameTurn(candidate: Candidate, { kind, calls }: Pick<Decision, 'kind' | 'calls'>): boolean {
  if (candidate.turn !== 'calls' || kind !== 'calls') return candidate.turn === kind;
  return (
    calls.length === candidate.calls.length &&
    calls.every((call, index) => !call.problem && call.key === candidate.calls[index]?.key)
  );
}
