import type { TableModel } from '../../contracts/table-model';
import { TURN_FEATURES } from '../../core/table/turn-features';
import { VALUE_FEATURES } from '../../core/table/value-features';
import type { BoostOptions } from './boost';
import { TURN_BOOST, VALUE_BOOST } from './train';

/** Kinds of rules that can be taken away, and what they are. */
export const RULE_KINDS = {
  results: 'fields of earlier results, by path',
  positions: 'places in lists and records',
  prose: 'patterns: pieces of prose in results, by shape',
  arguments: 'arguments of earlier calls',
  user: "pieces of the user's text",
  agent: "pieces of the agent's and the system's own text",
  constants: 'values that come again in other tasks',
  transforms: 'changed copies: names split, prefixes, dates, case',
  pairs: 'arguments that belong together',
  walks: 'turns of several calls',
  events: 'back-off: more than the last event before a turn',
  words: 'what the user and the agent said',
  states: 'what the last result says of the state of things',
  course: 'the choice of the next step without any word, beside the one with them',
  neighbours: 'what tasks with like words did',
  vocabulary: "what tools' results speak of, against what the user said",
  phrases: 'whole phrases of what the user said, and these put together anew',
  remembered: 'texts that one task made of the same words',
  rarity: 'how rare the words of a text are among what users say',
  habits: 'habits of the model that acts',
  estimate: "the sum of the sources' shares, by which candidates are chosen, as evidence to rankers",
  agreement: 'agreement of sources, that sum included',
  unvisited: 'elements of a list that were not visited yet',
  used: 'values that were used or refused already, that sum included',
} as const;
export type RuleKind = keyof typeof RULE_KINDS;

const LETTERS: Partial<Record<RuleKind, string>> = {
  results: 'r',
  arguments: 'a',
  user: 'u',
  prose: 'x',
  agent: 'ts',
};

/** What rankers see of a kind that is no count; the sum of shares knows of agreement and of use. */
const ESTIMATE = ['quick', 'quick_rank'];
const SEEN: Partial<Record<RuleKind, { values: string[]; turns: string[] }>> = {
  positions: { values: ['slot_place', 'slot_place_end', 'index'], turns: [] },
  agent: { values: ['in_last_assistant'], turns: ['in_last_agent'] },
  course: { values: [], turns: ['plain_action'] },
  neighbours: { values: [], turns: ['neighbour_share', 'neighbour_evidence'] },
  vocabulary: { values: [], turns: ['told_names', 'told_names_lead', 'told_words', 'told_words_lead'] },
  remembered: { values: ['remembered'], turns: [] },
  rarity: { values: ['commonest_word', 'rarity', 'words'], turns: [] },
  habits: { values: ['habit_share', 'habit_evidence'], turns: [] },
  estimate: { values: ESTIMATE, turns: [] },
  agreement: { values: [...ESTIMATE, 'agreement', 'sources'], turns: [] },
  unvisited: {
    values: ['unvisited_rank', 'visited_in_slot'],
    turns: ['unvisited', 'next_in_walk'],
  },
  used: {
    values: [...ESTIMATE, 'used_here', 'failed_here', 'since_used_here', 'used_anywhere'],
    turns: ['made_before', 'failed_before', 'since_made', 'visited', 'fresh', 'unasked'],
  },
};

/** Rankers that do not see what a kind of rule tells them. */
export function rankersWithout(kind: RuleKind): { values: BoostOptions; turns: BoostOptions } {
  const { values = [], turns = [] } = SEEN[kind] ?? {};
  const others = (features: readonly string[], hidden: readonly string[]): string[] =>
    features.filter((name) => !hidden.includes(name));
  return {
    values: { ...VALUE_BOOST, only: others(VALUE_FEATURES, values) },
    turns: { ...TURN_BOOST, only: others(TURN_FEATURES, turns) },
  };
}

/**
 * Rankers that see counts alone: of a value, the sum of its sources' shares; of a turn, the tool's share after the last
 * events and its values' joint share.
 */
export const COUNTING_ALONE = {
  values: { ...VALUE_BOOST, only: ['quick', 'none'] },
  turns: { ...TURN_BOOST, only: ['kind', 'sequence', 'values', 'arguments'] },
};

/** Marks of the features in core/table/actions.ts. */
const WORDS = /^[wvxyzhio] /;
const STATES = /^f /;
const EVENTS = /^[bcdklsngj] /;
const ACTORS = /^[pqO] /;

/** The counts without one kind of rule. */
export function withoutRules(counts: TableModel, kind: RuleKind): TableModel {
  const { weights, sequences } = counts.actions;
  if (kind === 'words')
    return {
      ...counts,
      actions: { ...counts.actions, weights: without(weights, WORDS) },
      tools: altered(counts.tools, (tool) => ({ ...tool, vocabulary: undefined })),
      tasks: [],
    };
  if (kind === 'states')
    return { ...counts, actions: { ...counts.actions, weights: without(weights, STATES) } };
  if (kind === 'events') {
    const actions = {
      ...counts.actions,
      weights: without(weights, EVENTS),
      sequences: without(sequences, / /),
    };
    return { ...counts, actions };
  }
  return {
    ...counts,
    tools: altered(counts.tools, (tool) => alterTool(tool, kind)),
    combinations: kind === 'walks' ? [] : counts.combinations,
    actions: kind === 'habits' ? { ...counts.actions, weights: without(weights, ACTORS) } : counts.actions,
  };
}

type ToolModel = TableModel['tools'][string];

const altered = (tools: TableModel['tools'], alter: (tool: ToolModel) => ToolModel): TableModel['tools'] =>
  Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, alter(tool)]));

function alterTool(tool: ToolModel, kind: RuleKind): ToolModel {
  const letters = LETTERS[kind];
  const args = Object.entries(tool.arguments).map(([path, argument]) => {
    const sources = argument.sources.filter(
      ([slot, via]) =>
        !(letters?.includes(slot[0] ?? '') ?? false) &&
        !(kind === 'transforms' && via !== '') &&
        !(kind === 'phrases' && isPhrase(slot, via)),
    );
    const { habits, constants, remembered, ...rest } = argument;
    const altered = {
      ...rest,
      sources,
      constants: kind === 'constants' ? [] : constants,
      ...(kind === 'constants' || kind === 'remembered' ? {} : { remembered }),
    };
    return [path, kind === 'habits' ? altered : { ...altered, habits }] as const;
  });
  const { habits, ...rest } = tool;
  return {
    ...rest,
    ...(kind === 'habits' ? {} : { habits }),
    arguments: Object.fromEntries(args),
    pairs: pairsWithout(tool.pairs, kind),
    ...(kind === 'pairs' ? { distinct: undefined } : {}),
    walks: kind === 'walks' ? [] : tool.walks,
  };
}

/** Whole phrases, and what is made of two runs of words. */
const isPhrase = (slot: string, via: string): boolean =>
  /^u:w[rp]$/.test(slot) || via === 'dense' || via === 'turned';

/** Of a pair, how many places lie between its two, in how many calls, is its last two numbers. */
const pairsWithout = (pairs: ToolModel['pairs'], kind: RuleKind): ToolModel['pairs'] =>
  kind === 'pairs'
    ? []
    : kind === 'positions'
      ? pairs.map(([a, b, same, both]) => [a, b, same, both, 0, 0])
      : pairs;

const without = (rows: Record<string, number[]>, pattern: RegExp): Record<string, number[]> =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => !pattern.test(name)));
