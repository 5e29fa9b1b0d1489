import type { ArgumentModel, Habits, TableCounts, TableModel } from '../../contracts/table-model';
import { actionWeights, type ActionWeights } from './action-weights';
import type { Aliases } from './aliases';
import { joinedForest, readyForest, type ReadyForest } from './forest';
import { kinOf, type Kin } from './kin';
import { readyTasks, type ReadyTasks } from './neighbours';
import type { Heard } from './rarity';
import { wordsOf } from './words';
import { contentStems, vocabularyOf, type Vocabularies } from './vocabulary';

export interface ReadySource {
  slot: string;
  via: string;
  hits: number;
  trials: number;
  /** Smoothed share of hits. */
  share: number;
  /** With sources that give what a name stands for. */
  aliases: Aliases | undefined;
}

/** What each model that acted chose of a list: its number of choices, and how often each place. */
export type ReadyHabits = Map<string, { total: number; counts: Map<number, number> }>;

export interface ReadyArgument {
  count: number;
  types: ArgumentModel['types'];
  sources: ReadySource[];
  shapes: Map<string, number>;
  constants: { text: string; share: number }[];
  /** Texts that single tasks used, to be tried where the user says all their words. */
  remembered: { text: string; share: number; stems: readonly string[] }[];
  habits: ReadyHabits;
  before: Map<string, number>;
  /** What other arguments' values begin with, and this one's do not. */
  foreign: readonly string[];
}

export interface ReadyPair {
  together: number;
  offset: number;
  apart: number;
  /** The two are never equal. */
  distinct: boolean;
}

export interface ReadyTool {
  count: number;
  signatures: { paths: string[]; share: number }[];
  habits: ReadyHabits;
  arguments: Map<string, ReadyArgument>;
  /** How much sharing a record, and standing so many places behind, speaks for a pair: logarithms of odds. */
  pairs: Map<string, ReadyPair>;
  walks: Map<number, number>;
}

/** A model file's content, laid out for asking. Build once, ask often. */
export interface ReadyModel {
  tools: Map<string, ReadyTool>;
  combinations: { tools: string[]; count: number }[];
  classes: Map<string, number>;
  priors: number[];
  weights: ActionWeights;
  vocabulary: Vocabularies;
  /** What came after so many events: how often anything did, and class, count, class, count, … */
  sequences: Map<string, { total: number; counts: Float64Array }>;
  /** Share of calling turns that make several calls, by the model that acts. */
  several: Map<string, number>;
  tasks: ReadyTasks;
  /** Words of users of all tasks, whatever their tools. */
  heard: Heard;
  /** Tools whose calls are not spelled out. */
  unreached: ReadonlySet<string>;
  /** Of all tools, whatever the run's own. */
  kin: Kin;
  /** What names of tools say to the choice of a tool that was never seen: feature → weight. */
  names: ReadonlyMap<string, number>;
  values: ReadyForest;
  turns: ReadyForest;
  calibration: TableModel['calibration'];
  /** The same for runs with one set of tools each. */
  registries: { names: Set<string>; model: ReadyModel }[];
}

export function readyModel(model: TableModel): ReadyModel {
  const shared = {
    heard: {
      tasks: model.heard?.tasks ?? 0,
      counts: new Map(Object.entries(model.heard?.stems ?? {})),
    },
    unreached: new Set(model.unreached),
    kin: kinOf(model.tools),
    names: new Map(Object.entries(model.names ?? {})),
    values: readyForest(model.values),
    turns: readyForest(model.turns),
    calibration: model.calibration,
  };
  const aliases: Aliases = new Map(Object.entries(model.aliases ?? {}));
  return {
    ...readyCounts(model, aliases),
    ...shared,
    registries: (model.registries ?? []).map(({ names, values, turns, ...counts }) => ({
      names: new Set(names),
      model: {
        ...readyCounts(counts, aliases),
        ...shared,
        values: values ? readyForest(joinedForest(model.values, values)) : shared.values,
        turns: turns ? readyForest(joinedForest(model.turns, turns)) : shared.turns,
        registries: [],
      },
    })),
  };
}

/** Sets of tools alike to this degree (tools in common, of all that one of them has) count as one. */
const LEAST_ALIKE = 0.7;

const CHOSEN = new WeakMap<ReadyModel, WeakMap<readonly { name: string }[], ReadyModel>>();

/** The part of a model that was counted on runs with these tools; all of it where none were alike. */
export function modelFor(model: ReadyModel, tools: readonly { name: string }[]): ReadyModel {
  if (model.registries.length === 0) return model;
  const known = CHOSEN.get(model) ?? new WeakMap<readonly { name: string }[], ReadyModel>();
  CHOSEN.set(model, known);
  const before = known.get(tools);
  if (before) return before;
  let [chosen, most] = [model, LEAST_ALIKE];
  for (const { names, model: part } of model.registries) {
    const alike = likeness(
      names,
      tools.map(({ name }) => name),
    );
    if (alike > most) [chosen, most] = [part, alike];
  }
  known.set(tools, chosen);
  return chosen;
}

/** Share of the names of either side that both have (Jaccard). */
export function likeness(names: ReadonlySet<string>, others: readonly string[]): number {
  const common = others.filter((name) => names.has(name)).length;
  return common / Math.max(1, names.size + others.length - common);
}

const readyCounts = (
  counts: TableCounts,
  aliases: Aliases,
): Omit<
  ReadyModel,
  'heard' | 'unreached' | 'kin' | 'names' | 'values' | 'turns' | 'calibration' | 'registries'
> => ({
  tools: new Map(Object.entries(counts.tools).map(([name, tool]) => [name, readyTool(tool, aliases)])),
  combinations: counts.combinations.map(([tools, count]) => ({ tools, count })),
  several: new Map(
    Object.entries(counts.actions.several ?? {}).map(([actor, [turns, several]]) => [
      actor,
      (several + 0.5) / (turns + 2),
    ]),
  ),
  classes: new Map(counts.actions.classes.map((name, at) => [name, at])),
  priors: counts.actions.priors,
  weights: actionWeights(counts.actions.weights),
  vocabulary: {
    names: vocabularyOf(
      Object.entries(counts.tools).map(([name, tool]) => [name, tool.vocabulary?.names ?? []]),
    ),
    words: vocabularyOf(
      Object.entries(counts.tools).map(([name, tool]) => [name, tool.vocabulary?.words ?? []]),
    ),
  },
  tasks: readyTasks(counts.tasks ?? []),
  sequences: new Map(
    Object.entries(counts.actions.sequences).map(([name, row]) => [
      name,
      { total: row.reduce((sum, count, at) => sum + (at % 2) * count, 0), counts: Float64Array.from(row) },
    ]),
  ),
});

function readyTool(tool: TableModel['tools'][string], aliases: Aliases): ReadyTool {
  return {
    count: tool.count,
    signatures: tool.signatures.map(([paths, count]) => ({ paths, share: count / Math.max(1, tool.count) })),
    habits: readyHabits(tool.habits),
    arguments: new Map(
      Object.entries(tool.arguments).map(([path, argument]) => [path, readyArgument(argument, aliases)]),
    ),
    pairs: readyPairs(tool),
    walks: new Map(tool.walks),
  };
}

function readyPairs({ pairs, distinct = [] }: TableModel['tools'][string]): Map<string, ReadyPair> {
  const ready = new Map<string, ReadyPair>();
  for (const [a, b, same, both, offset, at] of pairs)
    ready.set(`${a}\n${b}`, {
      together: odds(same, both),
      offset,
      apart: odds(at, both),
      distinct: false,
    });
  for (const [a, b] of distinct)
    for (const key of [`${a}\n${b}`, `${b}\n${a}`])
      ready.set(key, { ...(ready.get(key) ?? { together: 0, offset: 0, apart: -9 }), distinct: true });
  return ready;
}

const readyArgument = (argument: ArgumentModel, aliases: Aliases): ReadyArgument => ({
  count: argument.count,
  types: argument.types,
  sources: argument.sources.map(([slot, via, hits, trials]) => ({
    slot,
    via,
    hits,
    trials,
    share: (hits + 0.1) / (trials + 1),
    aliases: via.startsWith('alias') ? aliases : undefined,
  })),
  shapes: new Map(argument.shapes.map(([shape, count]) => [shape, count / argument.count])),
  constants: argument.constants.map(([text, count]) => ({ text, share: count / (argument.count + 1) })),
  remembered: (argument.remembered ?? [])
    .map(([text, count, calls]) => ({
      text,
      share: count / (calls + 1),
      stems: [...contentStems(wordsOf(text, 20))],
    }))
    .filter(({ stems }) => stems.length > 0),
  habits: readyHabits(argument.habits),
  foreign: argument.foreign ?? [],
  before: new Map(argument.before.map(([word, count]) => [word, count / argument.count])),
});

function readyHabits(habits: Habits = {}): ReadyHabits {
  return new Map(
    Object.entries(habits).map(([actor, [total = 0, ...places]]) => {
      const counts = new Map<number, number>();
      for (let at = 0; at + 1 < places.length; at += 2)
        counts.set(places[at] as number, places[at + 1] as number);
      return [actor, { total, counts }];
    }),
  );
}

/** Choices that the share of all weighs against an actor's own. */
const OTHERS_WEIGHT = 2;

/** Share of one place of a list in what an actor chooses; what all chose where it is not known. */
export function habitShare(
  habits: ReadyHabits,
  actor: string | undefined,
  at: number,
  share: number,
): number {
  const own = actor === undefined ? undefined : habits.get(actor);
  if (!own) return share;
  return ((own.counts.get(at) ?? 0) + OTHERS_WEIGHT * share) / (own.total + OTHERS_WEIGHT);
}

const odds = (hits: number, trials: number): number => Math.log((hits + 0.5) / (trials - hits + 0.5));
