import type { Config } from '../../contracts/config';
import type { ConfigProblem } from './problem';
import { didYouMean } from './did-you-mean';
import { toolsetPolicy } from './toolset-policy';

/** What a provider accepts as the name of a tool. */
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

const MAX_NAMES = 40;

/**
 * What is wrong with the name, where the toolset can have no such tool. Where nobody knows the tools beforehand, any name
 * that could be one is taken.
 */
export function unknownTool(
  tool: string,
  toolset: Config['toolset'],
): Pick<ConfigProblem, 'problem' | 'remedy'> | undefined {
  const { tools, unnamed } = toolsetPolicy({ toolset });
  if (Object.hasOwn(tools, tool) || (unnamed && TOOL_NAME.test(tool))) return undefined;
  const remedy = unnamed
    ? 'Names of tools have 1 to 64 letters, digits, dashes and underscores.'
    : toolRemedy(tool, Object.keys(tools));
  return { problem: `there is no tool ${tool}`, remedy };
}

/** Names the tools that there are, the first forty of them. */
export function toolRemedy(tool: string, names: readonly string[]): string {
  const meant = didYouMean(tool, names);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `${meant ? `Did you mean ${meant}? ` : ''}Tools are ${names.slice(0, MAX_NAMES).join(', ')}${more}.`;
}
