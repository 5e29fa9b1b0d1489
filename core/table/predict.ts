import type { JsonObject } from '../../contracts/json';
import { calibrated } from './calibrate';
import { indexOf, type RunContext } from './context';
import { explainTurn } from './explain';
import { scoreRows, softmax } from './forest';
import { sortByFalling, sortTexts } from './order';
import type { ReadyModel } from './ready-model';
import { TURN_WIDTH } from './turn-features';
import { callArguments, type CallTuple } from './tuples';
import { turnScratch } from './turn-sheet';
import { turnCandidates, type OpenTool, type TurnCandidate } from './turns';
import { valueScratch } from './values';

/** A guess at the whole next turn. */
export interface TableGuess {
  turn: 'calls' | 'final' | 'ask';
  calls: {
    tool: string;
    arguments: JsonObject;
    /** That the turn makes this call, alone or among others; 0 to 1. */
    probability: number;
  }[];
  /** That the turn is this one; 0 to 1. Those of one prediction sum to at most 1. */
  probability: number;
  /** One sentence: what the guess rests on. */
  because: string;
}

/**
 * Guesses at the next turn of a run, best first: at most `topK`, none where nothing stands out. Pure: the same model,
 * context and tools give the same guesses. Never throws, whatever the messages say.
 */
export function predict(
  model: ReadyModel,
  context: RunContext,
  options: { topK: number; tools: readonly OpenTool[]; least?: number },
): TableGuess[] {
  const candidates = rankTurns(model, context, options.tools);
  const spelled = candidates.filter(({ kind }) => kind !== 'rest');
  sortByFalling(spelled, ({ probability }) => probability);
  const ofCall = callProbabilities(spelled);
  const guesses: TableGuess[] = [];
  let left = 1;
  for (const candidate of spelled) {
    if (guesses.length >= options.topK) break;
    const probability = Math.min(left, calibrated(model.calibration.turn, candidate.probability));
    if (probability < (options.least ?? LEAST_PROBABILITY)) continue;
    left -= probability;
    guesses.push({
      turn: candidate.kind === 'ask' || candidate.kind === 'final' ? candidate.kind : 'calls',
      calls: candidate.calls.map((call) => ({
        tool: call.tool,
        arguments: callArguments(call),
        probability: calibrated(model.calibration.call, ofCall.get(call.text) ?? 0),
      })),
      probability,
      because: explainTurn(indexOf(context), candidate),
    });
  }
  return guesses;
}

/** Guesses below this say nothing. */
export const LEAST_PROBABILITY = 0.01;

/** Probability that a turn makes a call: of all the turns that hold it. */
export function callProbabilities(candidates: readonly TurnCandidate[]): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (text: string, probability: number): void =>
    void sums.set(text, Math.min(1, (sums.get(text) ?? 0) + probability));
  for (const { calls, probability } of candidates)
    if (calls.length === 1) add((calls[0] as CallTuple).text, probability);
    else for (const text of new Set(calls.map((call) => call.text))) add(text, probability);
  return sums;
}

/** All candidates with their probabilities before calibration, which sum to 1. */
export function rankTurns(
  model: ReadyModel,
  context: RunContext,
  tools: readonly OpenTool[],
): TurnCandidate[] {
  const candidates = turnCandidates(model, indexOf(context), tools, SCRATCH);
  const { rows, scores } = SCRATCH.turns;
  scoreRows(model.turns, rows, TURN_WIDTH, candidates.length, scores);
  softmax(scores, candidates.length);
  const merged = new Map<string, TurnCandidate>();
  for (const [at, candidate] of candidates.entries()) {
    candidate.probability = scores[at] as number;
    const key = turnKey(candidate);
    const same = merged.get(key);
    if (same) same.probability += candidate.probability;
    else merged.set(key, candidate);
  }
  return [...merged.values()];
}

/** Equal for turns of the same calls, whatever their order. */
export function turnKey({ kind, tool, calls }: TurnCandidate): string {
  if (kind !== 'call' && kind !== 'several') return `<${kind}> ${tool}`;
  if (calls.length === 1) return (calls[0] as CallTuple).text;
  return sortTexts(calls.map(({ text }) => text)).join('\n');
}

/** Room for features, used within one call only. */
const SCRATCH = { values: valueScratch(), turns: turnScratch() };
