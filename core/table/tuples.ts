import type { JsonObject } from '../../contracts/json';
import { buildArguments, buildable, textOfCall } from './build-arguments';
import type { RunIndex } from './context';
import type { Occurrence } from './facts';
import { flatten } from './flatten';
import { sortByFalling } from './order';
import { habitShare, type ReadyArgument, type ReadyModel, type ReadyTool } from './ready-model';
import { rankValues, spotsOf, type ValueCandidate, type valueScratch } from './values';

/** A call with all its arguments, as the model would put it together; `callArguments` spells them out. */
export interface CallTuple {
  tool: string;
  /** Equal for calls that mean the same (`callText`). */
  text: string;
  paths: string[];
  values: ValueCandidate[];
  models: (ReadyArgument | undefined)[];
  /** Logarithm of its arguments' joint probability, as far as known, given the tool. */
  score: number;
  share: number;
  together: number;
}

export const callArguments = ({ paths, values, models }: CallTuple): JsonObject =>
  buildArguments(paths, values, models) ?? {};

const VALUES_TRIED = 4;
const BEAM = 6;
/** What one value's standing with those before it may add to its logarithm, at most, or take away. */
const MOST_TOGETHER = 2.5;
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
  const partials: Partial[] = [];
  const told = new Told();
  for (const signature of signaturesOf(known, index, tool, declared)) {
    const { paths, models } = signature;
    for (let at = 0; at < paths.length; at += 1) {
      const path = paths[at] as string;
      if (!ranked.has(path))
        ranked.set(path, rankValues(model.values, index, tool, path, models[at], scratch));
    }
    for (const partial of beam(known, signature, ranked, told)) partials.push(partial);
  }
  // Only the best are spelled out.
  sortByFalling(partials, ({ score }) => score);
  const tuples: CallTuple[] = [];
  for (const { signature, values, score, together } of partials) {
    if (tuples.length >= most) break;
    const { paths, models, share } = signature;
    const text = textOfCall(tool, paths, values, models);
    if (tuples.some((tuple) => tuple.text === text)) continue;
    tuples.push({ tool, text, paths, values, models, score, share, together });
  }
  return { tuples, ranked };
}

/** Sets of arguments to try: the tool's usual ones, or those of its earlier calls in this run, or what it declares. */
function signaturesOf(
  known: ReadyTool | undefined,
  index: RunIndex,
  tool: string,
  declared: readonly string[] | undefined,
): readonly Signature[] {
  if (known) return usualSignatures(known, index.actor);
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
      .map((paths) => unknownSignature(paths, 0.5));
  return declared?.every(buildable) === false ? [] : [unknownSignature([...(declared ?? [])], 0.3)];
}

const unknownSignature = (paths: string[], share: number): Signature => ({
  paths,
  share,
  models: paths.map(() => undefined),
});

/** The sets of arguments that a tool mostly had; told once a tool and acting model. */
function usualSignatures(known: ReadyTool, actor: string | undefined): readonly Signature[] {
  const ofTool = USUAL.get(known) ?? new Map<string | undefined, readonly Signature[]>();
  USUAL.set(known, ofTool);
  const before = ofTool.get(actor);
  if (before) return before;
  const usual = known.signatures
    .map(({ paths, share }, at) => ({
      paths,
      share: habitShare(known.habits, actor, at, share),
      models: paths.map((path) => known.arguments.get(path)),
    }))
    .filter(({ paths, share }) => share >= 0.03 && paths.every(buildable))
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_SIGNATURES);
  if (ofTool.size >= MOST_ACTORS) ofTool.clear();
  ofTool.set(actor, usual);
  return usual;
}

const USUAL = new WeakMap<ReadyTool, Map<string | undefined, readonly Signature[]>>();
const MOST_ACTORS = 100;

interface Signature {
  paths: string[];
  models: (ReadyArgument | undefined)[];
  share: number;
}

/** The first arguments of a call, or all of them. */
interface Partial {
  signature: Signature;
  values: ValueCandidate[];
  /** Each value's place in its ranking. */
  ranks: number[];
  score: number;
  together: number;
}

type Pair = typeof UNKNOWN_PAIR;

/** What pairs of values have said for each other, kept for the signatures of one tool. */
class Told {
  readonly values: (number | undefined)[] = [];
  private readonly begins = new Map<Pair, number>();

  /** Where each pair's values begin; -1 where there is no pair. */
  cellsOf(pairs: readonly (Pair | undefined)[]): number[] {
    return pairs.map((pair) => {
      if (!pair) return -1;
      const known = pair === UNKNOWN_PAIR ? undefined : this.begins.get(pair);
      if (known !== undefined) return known;
      const begin = this.values.length;
      for (let cell = 0; cell < VALUES_TRIED * VALUES_TRIED; cell += 1) this.values.push(undefined);
      this.begins.set(pair, begin);
      return begin;
    });
  }
}

const PAIRS = new WeakMap<ReadyTool, Map<string, (Pair | undefined)[][]>>();

/** What is known of each path together with each one before it; looked up once a tool and its paths. */
function pairsOf(
  known: ReadyTool | undefined,
  paths: readonly string[],
): readonly (readonly (Pair | undefined)[])[] {
  if (!known) return paths.map((_path, at) => paths.slice(0, at).map(() => UNKNOWN_PAIR));
  const ofTool = PAIRS.get(known) ?? new Map<string, (Pair | undefined)[][]>();
  PAIRS.set(known, ofTool);
  const key = paths.join('\n');
  let rows = ofTool.get(key);
  if (!rows) {
    rows = paths.map((path, place) =>
      paths.slice(0, place).map((earlier) => known.pairs.get(`${earlier}\n${path}`)),
    );
    ofTool.set(key, rows);
  }
  return rows;
}

/** Values put together path by path; two that stand in one record speak for each other as far as they usually do. */
function beam(
  known: ReadyTool | undefined,
  signature: Signature,
  ranked: Map<string, ValueCandidate[]>,
  told: Told,
): Partial[] {
  const { paths } = signature;
  const start = Math.log(signature.share + 0.01);
  const rows = pairsOf(known, paths);
  let partials: Partial[] = [{ signature, values: [], ranks: [], score: start, together: 0 }];
  for (let at = 0; at < paths.length; at += 1) {
    const path = paths[at] as string;
    const pairs = rows[at] ?? [];
    const cells = told.cellsOf(pairs);
    const values = ranked.get(path) ?? [];
    const tried = Math.min(VALUES_TRIED, values.length);
    const logs: number[] = [];
    for (let place = 0; place < tried; place += 1)
      logs.push(Math.log((values[place] as ValueCandidate).probability + 1e-4));
    // The best so far, best first: which partial, which value, how good.
    let kept = 0;
    for (let from = 0; from < partials.length; from += 1) {
      const partial = partials[from] as Partial;
      for (let place = 0; place < tried; place += 1) {
        const alone = partial.score + (logs[place] as number);
        // Values are in falling order: this one and those after it cannot come among the best.
        if (kept === BEAM && alone + MOST_TOGETHER <= (KEPT.score[BEAM - 1] as number)) break;
        const value = values[place] as ValueCandidate;
        let together = 0;
        for (let earlier = 0; earlier < at; earlier += 1) {
          const pair = pairs[earlier];
          if (!pair) continue;
          const cell = (cells[earlier] as number) + (partial.ranks[earlier] as number) * VALUES_TRIED + place;
          const before = told.values[cell];
          if (before !== undefined) together += before;
          else
            together += told.values[cell] = togetherness(
              pair,
              partial.values[earlier] as ValueCandidate,
              value,
            );
        }
        const score = alone + Math.max(-MOST_TOGETHER, Math.min(MOST_TOGETHER, together));
        let rank = kept;
        while (rank > 0 && score > (KEPT.score[rank - 1] as number)) rank -= 1;
        if (rank >= BEAM) continue;
        if (kept < BEAM) kept += 1;
        for (let to = kept - 1; to > rank; to -= 1) {
          KEPT.score[to] = KEPT.score[to - 1] as number;
          KEPT.together[to] = KEPT.together[to - 1] as number;
          KEPT.from[to] = KEPT.from[to - 1] as number;
          KEPT.place[to] = KEPT.place[to - 1] as number;
        }
        KEPT.score[rank] = score;
        KEPT.together[rank] = partial.together + together;
        KEPT.from[rank] = from;
        KEPT.place[rank] = place;
      }
    }
    const next: Partial[] = [];
    for (let rank = 0; rank < kept; rank += 1) {
      const before = partials[KEPT.from[rank] as number] as Partial;
      const place = KEPT.place[rank] as number;
      const taken = before.values.slice();
      taken.push(values[place] as ValueCandidate);
      const ranks = before.ranks.slice();
      ranks.push(place);
      next.push({
        signature,
        values: taken,
        ranks,
        score: KEPT.score[rank] as number,
        together: KEPT.together[rank] as number,
      });
    }
    partials = next;
  }
  return partials;
}

/** Room for the best of one step, used within it only. */
const KEPT = {
  score: new Float64Array(BEAM),
  together: new Float64Array(BEAM),
  from: new Int32Array(BEAM),
  place: new Int32Array(BEAM),
};

/** How far two values of one call fit together: one record, and the usual distance in it. */
function togetherness(pair: Pair, left: ValueCandidate, right: ValueCandidate): number {
  const lefts = spotsOf(left);
  const rights = spotsOf(right);
  const byPlace = pair.apart >= LEAST_APART;
  let inOneRecord = false;
  let atOffset = false;
  for (let at = 0; at < lefts.length && !atOffset; at += 1) {
    const one = lefts[at] as Occurrence;
    for (let to = 0; to < rights.length; to += 1) {
      const other = rights[to] as Occurrence;
      if (one.record !== other.record) continue;
      inOneRecord = true;
      // Nothing more can come of the rest.
      if (!byPlace || other.index - one.index === pair.offset) {
        atOffset = true;
        break;
      }
    }
  }
  const together = (inOneRecord ? Math.max(0, pair.together) : Math.min(0, -pair.together)) * 0.5;
  if (!byPlace) return together;
  return together + (atOffset ? 1 : -1) * (pair.apart - LEAST_APART + 0.5);
}

const UNKNOWN_PAIR = { together: 0.7, offset: 0, apart: -9 };
/** A distance that holds more seldom than in 30 of 100 calls says nothing. */
const LEAST_APART = -0.85;
