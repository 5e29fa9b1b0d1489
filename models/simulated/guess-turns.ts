import { canonicalJson } from '../../core/canonical-json';
import { parseObject } from '../../core/parse-object';
import { chance } from './chance';
import type { FilledTurn } from './fill-templates';
import type { SimulatedModel } from './script';

/** Rank (from 0) at which the true turn stands among a predictor's choices; undefined where none is right. */
export function rankOfTruth(
  accuracy: SimulatedModel['accuracy'],
  ...parts: (string | number)[]
): number | undefined {
  const draw = chance('accuracy', ...parts);
  const cumulative = typeof accuracy === 'number' ? [accuracy] : accuracy;
  const rank = cumulative.findIndex((probability) => draw < probability);
  return rank === -1 ? undefined : rank;
}

/**
 * The choices of a predictor, best first: the truth at its rank, the scripted mistakes (rotated by chance) elsewhere,
 * and mutations of the truth where these run out. No two are equal, none but the one at `rank` is the truth.
 */
export function guessTurns(input: {
  truth: FilledTurn;
  mistakes: FilledTurn[];
  rank: number | undefined;
  count: number;
  tools: readonly string[];
  parts: (string | number)[];
}): FilledTurn[] {
  const used = new Set([identity(input.truth)]);
  const start = Math.floor(chance('mistake', ...input.parts) * input.mistakes.length);
  const pool = [...input.mistakes.slice(start), ...input.mistakes.slice(0, start)];
  let mutations = 0;
  const nextWrong = (): FilledTurn => {
    for (;;) {
      const candidate = pool.shift() ?? mutate(input.truth, (mutations += 1), input.tools);
      if (used.has(identity(candidate))) continue;
      used.add(identity(candidate));
      return candidate;
    }
  };
  return Array.from({ length: input.count }, (_, rank) => (rank === input.rank ? input.truth : nextWrong()));
}

/** Calls decide what a turn is; only turns without calls differ by their text. */
function identity(turn: FilledTurn): string {
  return turn.calls.length > 0 ? canonicalJson(turn.calls) : canonicalJson({ text: turn.text });
}

/** A turn that is like the truth, but not equal to it: another first argument, or a call where there is none. */
function mutate(truth: FilledTurn, round: number, tools: readonly string[]): FilledTurn {
  const [first, ...others] = truth.calls;
  if (!first) {
    const tool = tools[(round - 1) % Math.max(1, tools.length)];
    if (tool === undefined) return { ...truth, text: `${truth.text} (guess ${round})` };
    return { text: '', reasoning: '', calls: [{ tool, argumentsText: JSON.stringify({ guess: round }) }] };
  }
  return {
    ...truth,
    calls: [{ ...first, argumentsText: mutateArguments(first.argumentsText, round) }, ...others],
  };
}

function mutateArguments(text: string, round: number): string {
  const value = parseObject(text) ?? {};
  const [name, inner] = Object.entries(value)[0] ?? ['guess', 0];
  const changed =
    typeof inner === 'number' && Number.isSafeInteger(inner + round)
      ? inner + round
      : typeof inner === 'string' || typeof inner === 'number'
        ? `${inner} (guess ${round})`
        : `guess ${round}`;
  return JSON.stringify({ ...value, [name]: changed });
}
