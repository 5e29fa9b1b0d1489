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
  const spelled = rankTurns(model, context, options.tools).filter(({ kind }) => kind !== 'rest');
  sortByFalling(spelled, ({ probability }) => probability);
  const least = options.least ?? LEAST_PROBABILITY;
  const guesses: TableGuess[] = [];
  let left = 1;
  for (const candidate of spelled) {
    if (guesses.length >= options.topK) break;
    const probability = Math.min(left, calibrated(model.calibration.turn, candidate.probability));
    if (probability < least) continue;
    left -= probability;
    guesses.push({
      turn: candidate.kind === 'ask' || candidate.kind === 'final' ? candidate.kind : 'calls',
      calls: candidate.calls.map((call) => ({
        tool: call.tool,
        arguments: callArguments(call),
        probability: calibrated(model.calibration.call, callProbability(spelled, call.text)),
      })),
      probability,
      because: explainTurn(indexOf(context), candidate),
    });
  }
  return guesses;
}

/** Guesses below this say nothing. */
export const LEAST_PROBABILITY = 0.01;

/** Probability that the turn makes a call: of all the turns that hold it. */
function callProbability(candidates: readonly TurnCandidate[], text: string): number {
  let sum = 0;
  for (const { calls, probability } of candidates)
    if (calls.some((call) => call.text === text)) sum = Math.min(1, sum + probability);
  return sum;
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
  for (let at = 0; at < candidates.length; at += 1)
    (candidates[at] as TurnCandidate).probability = scores[at] as number;
  return merged(candidates);
}

/** Turns of several calls may be put together in more than one way; a tool's single calls are told apart already. */
function merged(candidates: TurnCandidate[]): TurnCandidate[] {
  const several = new Map<string, TurnCandidate>();
  return candidates.filter((candidate) => {
    if (candidate.kind !== 'several') return true;
    const key = turnKey(candidate);
    const same = several.get(key);
    if (same) same.probability += candidate.probability;
    else several.set(key, candidate);
    return !same;
  });
}

/** Equal for turns of the same calls, whatever their order. */
export function turnKey({ kind, tool, calls }: TurnCandidate): string {
  if (kind !== 'call' && kind !== 'several') return `<${kind}> ${tool}`;
  if (calls.length === 1) return (calls[0] as CallTuple).text;
  return sortTexts(calls.map(({ text }) => text)).join('\n');
}

/** Room for features, used within one call only. */
const SCRATCH = { values: valueScratch(), turns: turnScratch() };
