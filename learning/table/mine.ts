import { TABLE_SCHEMA, type ArgumentModel, type Habits, type TableModel } from '../../contracts/table-model';
import type { Aliases } from '../../core/table/aliases';
import { ASK, FINAL } from '../../core/table/actions';
import { aliasSources, mineAliases } from './mine-aliases';
import { isWrap } from '../../core/table/wraps';
import { learnActions } from './maxent';
import { countPairs, countTwins, distinctPairs, type PairCounts, type TwinCounts } from './mine-pairs';
import { foreignPrefixes, prefixOf } from './mine-prefixes';
import { mineHeard } from './mine-heard';
import { mineTasks } from './mine-tasks';
import { isPhrase, noteTask, rememberedModel, vocabularyModel, type ByTask } from './mine-words';
import type { ObservedArgument, ObservedTurn } from './observe';

export interface ObservedRun {
  domain: string;
  task: string;
  tools: readonly string[];
  turns: readonly ObservedTurn[];
}

interface ArgumentCounts {
  count: number;
  types: { string: number; number: number; boolean: number };
  /** By slot and via; of wrappings also the texts that they made. */
  hits: Map<string, { slot: string; via: string; hits: number; made?: Set<string> }>;
  filled: Map<string, number>;
  shapes: Map<string, number>;
  constants: Map<string, number>;
  constantTasks: Map<string, Set<string>>;
  /** Calls by task, and texts made of words by task. */
  taskCalls: Map<string, number>;
  phrases: Map<string, Map<string, number>>;
  /** Texts by the model that acted. */
  habits: Map<string, Map<string, number>>;
  before: Map<string, number>;
}

interface ToolCounts {
  count: number;
  signatures: Map<string, number>;
  /** Signatures by the model that acted. */
  habits: Map<string, Map<string, number>>;
  arguments: Map<string, ArgumentCounts>;
  pairs: Map<string, PairCounts>;
  twins: Map<string, TwinCounts>;
  walks: Map<number, number>;
  /** Stems by the tasks in which its results had them. */
  names: ByTask;
  words: ByTask;
}

const MOST_SOURCES = 24;
/** A wrapping that made one text only is that text. */
const LEAST_MADE = 2;
const MOST_PREFIXES = 16;
const EMPTY_FOREST = { features: [], trees: [] };

/** Counts of the runs as a model file without rankers: which action follows, and where arguments come from. */
export function mine(runs: readonly ObservedRun[]): TableModel {
  const tools = new Map<string, ToolCounts>();
  const combinations = new Map<string, number>();
  const sequences = new Map<string, Map<string, number>>();
  const aliases = mineAliases(runs);
  for (const { turns, task } of runs)
    for (const turn of turns) {
      for (const key of turn.sequences) {
        const row = sequences.get(key) ?? new Map<string, number>();
        sequences.set(key, row);
        bump(row, turn.action);
      }
      countTurn(turn, task, tools, combinations, aliases);
      for (const { tool, names, words } of turn.vocabulary) {
        const counts = toolCounts(tools, tool);
        for (const stem of names) noteTask(counts.names, stem, task);
        for (const stem of words) noteTask(counts.words, stem, task);
      }
    }
  const actions = learnActions(
    runs.map((run) => ({ task: run.task, turns: run.turns, open: [...run.tools, ASK, FINAL] })),
  );
  const prefixes = [
    ...new Set(
      [...tools.values()].flatMap((tool) =>
        [...tool.arguments.values()].flatMap((argument) => prefixOf(argument.constants) ?? []),
      ),
    ),
  ].slice(0, MOST_PREFIXES);
  const classAt = new Map(actions.classes.map((name, at) => [name, at]));
  return {
    tasks: mineTasks(runs, classAt),
    heard: mineHeard(runs),
    schema: TABLE_SCHEMA,
    learned: {
      trajectories: runs.length,
      tasks: new Set(runs.map(({ task }) => task)).size,
      turns: runs.reduce((total, { turns }) => total + turns.length, 0),
      domains: [...new Set(runs.map(({ domain }) => domain))].sort(),
    },
    tools: Object.fromEntries(
      [...tools]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, counts]) => [name, toolModel(counts, prefixes)]),
    ),
    combinations: [...combinations]
      .filter(([, count]) => count >= 2)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 40)
      .map(([key, count]) => [key.split(' '), count]),
    actions: {
      ...actions,
      several: severalByActor(runs),
      sequences: Object.fromEntries(
        [...sequences]
          .filter(([key, row]) => key === '' || [...row.values()].reduce((a, b) => a + b, 0) >= 2)
          .map(([key, row]) => [
            key,
            [...row].flatMap(([action, count]) =>
              classAt.has(action) ? [classAt.get(action) as number, count] : [],
            ),
          ]),
      ),
    },
    aliases: Object.fromEntries([...aliases].map(([name, codes]) => [name, [...codes]])),
    values: EMPTY_FOREST,
    turns: EMPTY_FOREST,
    calibration: {
      turn: [
        [0, 0],
        [1, 1],
      ],
      call: [
        [0, 0],
        [1, 1],
      ],
    },
  };
}

/** By the model that acted: turns that made calls, and those that made several. */
function severalByActor(runs: readonly ObservedRun[]): Record<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  for (const { turns } of runs)
    for (const { actor, calls } of turns) {
      if (actor === undefined || calls.length === 0) continue;
      const row = counts.get(actor) ?? [0, 0];
      counts.set(actor, row);
      row[0] += 1;
      if (calls.length > 1) row[1] += 1;
    }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function countTurn(
  turn: ObservedTurn,
  task: string,
  tools: Map<string, ToolCounts>,
  combinations: Map<string, number>,
  aliases: Aliases,
): void {
  const names = turn.calls.map(({ tool }) => tool);
  if (names.length > 1 && names.length <= 12) {
    if (new Set(names).size === 1) bump(toolCounts(tools, names[0] as string).walks, names.length);
    else if (names.length <= 4) bump(combinations, [...names].sort().join(' '));
  }
  for (const call of turn.calls) {
    const counts = toolCounts(tools, call.tool);
    counts.count += 1;
    const paths = [...new Set(call.arguments.map(({ path }) => path))].sort();
    bump(counts.signatures, paths.join('\n'));
    bumpOf(counts.habits, turn.actor, paths.join('\n'));
    for (const argument of call.arguments) countArgument(argument, task, turn.actor, counts, aliases);
    countPairs(call.arguments, counts.pairs);
    countTwins(call.arguments, counts.twins);
  }
}

function countArgument(
  argument: ObservedArgument,
  task: string,
  actor: string | undefined,
  counts: ToolCounts,
  aliases: Aliases,
): void {
  let own = counts.arguments.get(argument.path);
  if (!own) {
    own = {
      count: 0,
      types: { string: 0, number: 0, boolean: 0 },
      hits: new Map(),
      filled: new Map(),
      shapes: new Map(),
      constants: new Map(),
      constantTasks: new Map(),
      taskCalls: new Map(),
      phrases: new Map(),
      habits: new Map(),
      before: new Map(),
    };
    counts.arguments.set(argument.path, own);
  }
  own.count += 1;
  own.types[argument.type] += 1;
  const named = aliasSources(argument, aliases);
  for (const [slot, via] of [...argument.sources, ...named.sources]) {
    const key = `${slot}\n${via}`;
    const hit = own.hits.get(key) ?? {
      slot,
      via,
      hits: 0,
      ...(isWrap(via) ? { made: new Set<string>() } : {}),
    };
    own.hits.set(key, hit);
    hit.hits += 1;
    hit.made?.add(argument.text);
  }
  for (const slot of argument.filled) bump(own.filled, slot);
  bump(own.shapes, argument.shape);
  bump(own.constants, argument.text);
  bump(own.taskCalls, task);
  if (isPhrase(argument.text)) bumpOf(own.phrases, task, argument.text);
  bumpOf(own.habits, actor, argument.text);
  const tasks = own.constantTasks.get(argument.text) ?? new Set();
  own.constantTasks.set(argument.text, tasks.add(task));
  for (const word of new Set([...argument.before, ...named.before])) bump(own.before, word);
}

function toolCounts(tools: Map<string, ToolCounts>, name: string): ToolCounts {
  const found = tools.get(name);
  if (found) return found;
  const fresh: ToolCounts = {
    count: 0,
    signatures: new Map(),
    habits: new Map(),
    arguments: new Map(),
    pairs: new Map(),
    twins: new Map(),
    walks: new Map(),
    names: new Map(),
    words: new Map(),
  };
  tools.set(name, fresh);
  return fresh;
}

function toolModel(counts: ToolCounts, prefixes: readonly string[]): TableModel['tools'][string] {
  const signatures = top(counts.signatures, 4);
  const distinct = distinctPairs(counts.twins, (path) => counts.arguments.get(path)?.shapes.keys() ?? []);
  return {
    count: counts.count,
    signatures: signatures.map(([key, count]) => [key === '' ? [] : key.split('\n'), count]),
    ...habitsOf(
      counts.habits,
      signatures.map(([key]) => key),
    ),
    arguments: Object.fromEntries(
      [...counts.arguments]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, own]) => [path, argumentModel(own, prefixes)]),
    ),
    pairs: [...counts.pairs]
      .filter(([, { both }]) => both >= 3)
      .slice(0, 60)
      .map(([key, { same, both, offsets }]) => {
        const [a = '', b = ''] = key.split('\n');
        const [offset, at] = [...offsets].sort((one, other) => other[1] - one[1])[0] ?? [0, 0];
        return [a, b, same, both, offset, at];
      }),
    ...(distinct.length > 0 ? { distinct } : {}),
    walks: [...counts.walks],
    vocabulary: vocabularyModel(counts.names, counts.words),
  };
}

function argumentModel(own: ArgumentCounts, prefixes: readonly string[]): ArgumentModel {
  const sources = [...own.hits.values()]
    .filter(({ made }) => !made || made.size >= LEAST_MADE)
    .map(({ slot, via, hits }) => ({ slot, via, hits, trials: own.filled.get(slot) ?? hits }))
    .filter(({ hits, trials }) => (hits >= 2 ? hits / trials > 0.004 : hits / trials > 0.2 || own.count < 30))
    .sort((a, b) => (b.hits * b.hits) / (b.trials + 2) - (a.hits * a.hits) / (a.trials + 2))
    .slice(0, MOST_SOURCES);
  const constants = top(own.constants, 40)
    .filter(([text, count]) => count >= 2 && (own.constantTasks.get(text)?.size ?? 0) >= 2)
    .slice(0, 10);
  const foreign = foreignPrefixes(own.constants, prefixes);
  return {
    count: own.count,
    types: own.types,
    sources: sources.map(({ slot, via, hits, trials }) => [slot, via, hits, trials]),
    shapes: top(own.shapes, 6),
    constants,
    ...(foreign.length > 0 ? { foreign } : {}),
    ...rememberedModel(own.phrases, own.taskCalls, new Set(constants.map(([text]) => text))),
    ...habitsOf(
      own.habits,
      constants.map(([text]) => text),
    ),
    before: top(own.before, 24),
  };
}

/** How often each actor chose each of a list, where there is something to choose between. */
function habitsOf(
  counts: Map<string, Map<string, number>>,
  list: readonly string[],
): { habits: Habits } | undefined {
  if (list.length === 0 || counts.size < 2) return undefined;
  const habits: Habits = {};
  for (const [actor, row] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const total = [...row.values()].reduce((a, b) => a + b, 0);
    if (total < 2) continue;
    habits[actor] = [
      total,
      ...list.flatMap((name, at) => (row.has(name) ? [at, row.get(name) as number] : [])),
    ];
  }
  return { habits };
}

function bumpOf(counts: Map<string, Map<string, number>>, actor: string | undefined, key: string): void {
  if (actor === undefined) return;
  const row = counts.get(actor) ?? new Map<string, number>();
  counts.set(actor, row);
  bump(row, key);
}

const top = (counts: Map<string, number>, most: number): [string, number][] =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
