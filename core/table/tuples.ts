import type { JsonObject } from '../../contracts/json';
import { buildArguments, buildable } from './build-arguments';
import { callText } from './canonical-value';
import type { RunIndex } from './context';
import { flatten } from './flatten';
import type { ReadyArgument, ReadyModel, ReadyTool } from './ready-model';
import { rankValues, spotsOf, type ValueCandidate, type valueScratch } from './values';

/** A call with all its arguments, as the model would put it together. */
export interface CallTuple {
  tool: string;
  arguments: JsonObject;
  text: string;
  paths: string[];
  values: ValueCandidate[];
  models: (ReadyArgument | undefined)[];
  /** Logarithm of its arguments' joint probability, as far as known, given the tool. */
  score: number;
  share: number;
  together: number;
}

const VALUES_TRIED = 4;
const BEAM = 6;
const MOST_SIGNATURES = 3;

/** The likeliest calls of one tool, best first, at most `most`; and each argument's ranked values. */
export function callTuples(
  model: ReadyModel,
  index: RunIndex,
  tool: string,
  declared: readonly string[] | undefined,
  most: number,
  scratch: ReturnType<typeof valueScratch>,
): { tuples: CallTuple[]; ranked: Map<string, ValueCandidate[]> } {
  const known = model.tools.get(tool);
  const ranked = new Map<string, ValueCandidate[]>();
  const tuples = new Map<string, CallTuple>();
  for (const { paths, share } of signaturesOf(known, index, tool, declared)) {
    const models: (ReadyArgument | undefined)[] = paths.map((path) => known?.arguments.get(path));
    for (const [at, path] of paths.entries())
      if (!ranked.has(path))
        ranked.set(path, rankValues(model.values, index, tool, path, models[at], scratch));
    for (const partial of beam(known, paths, ranked, Math.log(share + 0.01))) {
      const args = buildArguments(paths, partial.values, models);
      if (!args) continue;
      const text = callText(tool, args);
      const before = tuples.get(text);
      if (before && before.score >= partial.score) continue;
      tuples.set(text, {
        tool,
        arguments: args,
        text,
        paths,
        models,
        share,
        values: partial.values,
        score: partial.score,
        together: partial.together,
      });
    }
  }
  return { tuples: [...tuples.values()].sort((a, b) => b.score - a.score).slice(0, most), ranked };
}

/** Sets of arguments to try: the tool's usual ones, or those of its earlier calls in this run, or what it declares. */
function signaturesOf(
  known: ReadyTool | undefined,
  index: RunIndex,
  tool: string,
  declared: readonly string[] | undefined,
) {
  const usual = (known?.signatures ?? []).filter(
    ({ paths, share }) => share >= 0.03 && paths.every(buildable),
  );
  if (usual.length > 0) return usual.slice(0, MOST_SIGNATURES);
  if (known) return [];
  const own = new Map<string, string[]>();
  for (const made of index.calls)
    if (made.tool === tool) {
      const paths = [...new Set(flatten(made.call.arguments).map(({ path }) => path))].sort();
      own.set(paths.join('\n'), paths);
    }
  if (own.size > 0)
    return [...own.values()]
      .filter((paths) => paths.every(buildable))
      .slice(-2)
      .map((paths) => ({ paths, share: 0.5 }));
  return [{ paths: [...(declared ?? [])], share: 0.3 }];
}

interface Partial {
  values: ValueCandidate[];
  score: number;
  together: number;
}

/** Values put together path by path; two that stand in one record speak for each other as far as they usually do. */
function beam(
  known: ReadyTool | undefined,
  paths: readonly string[],
  ranked: Map<string, ValueCandidate[]>,
  start: number,
): Partial[] {
  let partials: Partial[] = [{ values: [], score: start, together: 0 }];
  for (const [at, path] of paths.entries()) {
    const next: Partial[] = [];
    for (const partial of partials)
      for (const value of (ranked.get(path) ?? []).slice(0, VALUES_TRIED)) {
        let together = 0;
        for (let earlier = 0; earlier < at; earlier += 1)
          together += togetherness(
            known,
            paths[earlier] as string,
            path,
            partial.values[earlier] as ValueCandidate,
            value,
          );
        next.push({
          values: [...partial.values, value],
          score: partial.score + Math.log(value.probability + 1e-4) + Math.max(-2.5, Math.min(2.5, together)),
          together: partial.together + together,
        });
      }
    partials = next.sort((a, b) => b.score - a.score).slice(0, BEAM);
  }
  return partials;
}

/** How far two values of one call fit together: one record, and the usual distance in it. */
function togetherness(
  known: ReadyTool | undefined,
  a: string,
  b: string,
  left: ValueCandidate,
  right: ValueCandidate,
): number {
  const pair = known ? known.pairs.get(`${a}\n${b}`) : UNKNOWN_PAIR;
  if (!pair) return 0;
  const offsets = offsetsOf(left, right);
  const together = (offsets.length > 0 ? Math.max(0, pair.together) : Math.min(0, -pair.together)) * 0.5;
  if (pair.apart < LEAST_APART) return together;
  return together + (offsets.includes(pair.offset) ? 1 : -1) * (pair.apart - LEAST_APART + 0.5);
}

const UNKNOWN_PAIR = { together: 0.7, offset: 0, apart: -9 };
/** A distance that holds more seldom than in 30 of 100 calls says nothing. */
const LEAST_APART = -0.85;

/** Places by which the second value stands behind the first in the records that hold both. */
export function offsetsOf(
  left: Pick<ValueCandidate, 'known' | 'spots' | 'occurrence'>,
  right: Pick<ValueCandidate, 'known' | 'spots' | 'occurrence'>,
): number[] {
  const offsets: number[] = [];
  const others = spotsOf(right);
  for (const one of spotsOf(left))
    for (const other of others) if (one.record === other.record) offsets.push(other.index - one.index);
  return offsets;
}
