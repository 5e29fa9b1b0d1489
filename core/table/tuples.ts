import type { JsonObject } from '../../contracts/json';
import { beam, type JoinedValues, type Signature } from './beam';
import { allBuildable, buildArguments, textOfCall } from './build-arguments';
import type { RunIndex } from './context';
import type { Declared } from './declared';
import { sortByFalling } from './order';
import { Together } from './pairs';
import { addRecords, type RecordTuple } from './record-tuples';
import { habitShare, type ReadyArgument, type ReadyModel, type ReadyTool } from './ready-model';
import { rankValues, type ValueCandidate, type valueScratch } from './values';

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
  /** Where its arguments all stand in one record. */
  record?: RecordTuple | undefined;
}

export const callArguments = ({ paths, values, models }: CallTuple): JsonObject =>
  buildArguments(paths, values, models) ?? {};

const MOST_SIGNATURES = 3;

/** How much of a tool is spelled out: calls, and values of each argument. */
export interface Depth {
  calls: number;
  values: number;
}

/** The likeliest calls of one tool, best first; and each argument's ranked values. */
export function callTuples(
  model: ReadyModel,
  index: RunIndex,
  tool: string,
  declared: Partial<Declared>,
  depth: Depth,
  scratch: ReturnType<typeof valueScratch>,
): { tuples: CallTuple[]; ranked: Map<string, ValueCandidate[]> } {
  const known = model.tools.get(tool);
  const ranked = new Map<string, ValueCandidate[]>();
  const joined: JoinedValues[] = [];
  const together = new Together();
  for (const signature of signaturesOf(known, index, tool, declared)) {
    const { paths, models } = signature;
    for (let at = 0; at < paths.length; at += 1) {
      const path = paths[at] as string;
      if (!ranked.has(path))
        ranked.set(path, rankValues(model, index, tool, path, models[at], scratch, depth.values));
    }
    const found = beam(known, signature, ranked, together);
    if (known) addRecords(known, index, tool, signature, ranked, found);
    joined.push(...found);
  }
  // Only the best are spelled out.
  sortByFalling(joined, ({ score }) => score);
  const tuples: CallTuple[] = [];
  for (const { signature, values, score, together: fit, record } of joined) {
    if (tuples.length >= depth.calls) break;
    const { paths, models, share } = signature;
    const text = textOfCall(tool, paths, values, models);
    if (tuples.some((tuple) => tuple.text === text)) continue;
    tuples.push({ tool, text, paths, values, models, score, share, together: fit, record });
  }
  return { tuples, ranked };
}

/** Sets of arguments to try: the tool's usual ones, or those of its earlier calls in this run, or what it declares. */
function signaturesOf(
  known: ReadyTool | undefined,
  index: RunIndex,
  tool: string,
  declared: Partial<Declared>,
): readonly Signature[] {
  if (known) return usualSignatures(known, index.actor);
  const own = new Map<string, string[]>();
  for (const made of index.calls)
    if (made.tool === tool) {
      const paths = [...new Set(made.leaves.map(({ path }) => path))].sort();
      own.set(paths.join('\n'), paths);
    }
  if (own.size > 0)
    return [...own.values()]
      .filter(allBuildable)
      .slice(-2)
      .map((paths) => unknownSignature(paths, 0.5));
  return declaredSignatures(declared);
}

/** The arguments that every call has; where there are none, none or the first of those that a call may have. */
function declaredSignatures({
  arguments: names = [],
  optional: [first] = [],
}: Partial<Declared>): Signature[] {
  const sets = names.length === 0 && first !== undefined ? [[first], []] : [[...names]];
  return sets.filter(allBuildable).map((paths) => unknownSignature(paths, 0.3));
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
    .filter(({ paths, share }) => share >= 0.03 && allBuildable(paths))
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_SIGNATURES);
  if (ofTool.size >= MOST_ACTORS) ofTool.clear();
  ofTool.set(actor, usual);
  return usual;
}

const USUAL = new WeakMap<ReadyTool, Map<string | undefined, readonly Signature[]>>();
const MOST_ACTORS = 100;
