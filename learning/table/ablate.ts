import type { TableModel } from '../../contracts/table-model';

/** Kinds of rules that can be taken away, and what they are. */
export const RULE_KINDS = {
  results: 'fields of earlier results',
  arguments: 'arguments of earlier calls',
  user: "pieces of the user's text",
  prose: 'pieces of prose in results',
  agent: "pieces of the agent's and the system's own text",
  constants: 'values that come again in other tasks',
  transforms: 'changed copies: names split, prefixes, dates, case',
  pairs: 'arguments that belong together',
  walks: 'turns of several calls',
  events: 'more than the last event before a turn',
  words: 'what the user and the agent said',
} as const;
export type RuleKind = keyof typeof RULE_KINDS;

const LETTERS: Partial<Record<RuleKind, string>> = {
  results: 'r',
  arguments: 'a',
  user: 'u',
  prose: 'x',
  agent: 'ts',
};
/** Marks of the features in core/table/actions.ts. */
const WORDS = /^[wvxyhi] /;
const EVENTS = /^[bcdklsn] /;

/** The counts without one kind of rule. */
export function withoutRules(counts: TableModel, kind: RuleKind): TableModel {
  const { weights, sequences } = counts.actions;
  if (kind === 'words')
    return { ...counts, actions: { ...counts.actions, weights: without(weights, WORDS) } };
  if (kind === 'events') {
    const actions = {
      ...counts.actions,
      weights: without(weights, EVENTS),
      sequences: without(sequences, / /),
    };
    return { ...counts, actions };
  }
  const tools = Object.entries(counts.tools).map(([name, tool]) => [name, alterTool(tool, kind)] as const);
  return {
    ...counts,
    tools: Object.fromEntries(tools),
    combinations: kind === 'walks' ? [] : counts.combinations,
  };
}

type ToolModel = TableModel['tools'][string];

function alterTool(tool: ToolModel, kind: RuleKind): ToolModel {
  const letters = LETTERS[kind];
  const args = Object.entries(tool.arguments).map(([path, argument]) => {
    const sources = argument.sources.filter(
      ([slot, via]) => !(letters?.includes(slot[0] ?? '') ?? false) && !(kind === 'transforms' && via !== ''),
    );
    return [
      path,
      { ...argument, sources, constants: kind === 'constants' ? [] : argument.constants },
    ] as const;
  });
  return {
    ...tool,
    arguments: Object.fromEntries(args),
    pairs: kind === 'pairs' ? [] : tool.pairs,
    walks: kind === 'walks' ? [] : tool.walks,
  };
}

const without = (rows: Record<string, number[]>, pattern: RegExp): Record<string, number[]> =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => !pattern.test(name)));
