import type { RunIndex } from './context';
import { nameWords } from './names';
import type { OpenTool } from './turns';

/** What the moment is, for tools that are known by their names alone. */
export interface NameMoment {
  /** What happened last: `first` words of the user, later ones, words of the agent, or how a tool answered. */
  event: string;
  /** The tool that was called last. */
  last: string | undefined;
  /** How often each tool was called. */
  made: ReadonlyMap<string, number>;
}

/** The moment as names are asked about it. */
export function nameMoment(index: RunIndex): NameMoment {
  const last = index.events.at(-1) ?? '^';
  const spoken = last === 'U' && index.calls.length === 0 ? 'first' : last;
  const event = last.length === 1 ? spoken : last.slice(last.lastIndexOf(':') + 1);
  return { event, last: index.calls.at(-1)?.tool, made: index.toolCounts };
}

/** Share of a name said by the user, in so many steps. */
const STEPS = 3;
const MOST_ARGUMENTS = 3;

/**
 * What a tool's name and declaration show at a moment, as names of features; no domain's own. `overlap` is the share of
 * the name that the user has said.
 */
export function nameFeatures(tool: OpenTool, { event, last, made }: NameMoment, overlap: number): string[] {
  const words = nameWords(tool.name);
  const reads = tool.readOnly === undefined ? '?' : tool.readOnly ? 'r' : 'w';
  const needs = tool.arguments === undefined ? '?' : Math.min(MOST_ARGUMENTS, tool.arguments.length);
  const times = Math.min(2, made.get(tool.name) ?? 0);
  const features = [
    `r ${reads} ${event}`,
    `d ${needs} ${event}`,
    `o ${Math.ceil(overlap * STEPS)} ${event}`,
    `m ${times} ${event}`,
    `b ${words[0] ?? ''} ${event}`,
  ];
  for (const word of words) features.push(`w ${word}`);
  if (last === undefined) return features;
  const lastWords = nameWords(last);
  const common = words.slice(1).filter((word) => lastWords.includes(word)).length;
  features.push(`s ${last === tool.name ? 'same' : Math.min(2, common)} ${event}`);
  features.push(`v ${lastWords[0] ?? ''} ${words[0] ?? ''} ${last === tool.name ? 'same' : ''}`);
  return features;
}

/** How much the names of tools speak for each: logarithms of shares, times their number, so that all alike are 0. */
export function nameLeads(
  weights: ReadonlyMap<string, number>,
  features: readonly (readonly string[])[],
): Float64Array {
  const scores = Float64Array.from(features, (names) =>
    names.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0),
  );
  const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  return scores.map((score) => score - Math.log(total / Math.max(1, scores.length)));
}
