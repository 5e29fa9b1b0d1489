import type { Config, ToolPolicyOverride } from '../../contracts/config';
import { didYouMean } from './did-you-mean';
import type { Resolution } from './resolution';
import { toolsetPolicy } from './toolset-policy';

/** What a provider accepts as the name of a tool. */
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Changes to the toolset's policy table, by tool name. A tool that does not exist is a problem, unless the toolset has
 * tools that nobody knows beforehand; then any name that could be one is taken.
 */
export function resolveToolPolicy(
  resolution: Resolution,
  toolset: Config['toolset'],
): Record<string, ToolPolicyOverride> {
  const { tools, unnamed } = toolsetPolicy({ toolset });
  const exists = (tool: string): boolean =>
    Object.hasOwn(tools, tool) || (unnamed !== undefined && TOOL_NAME.test(tool));
  const changes: Record<string, Record<string, unknown>> = {};
  for (const { path, value, source } of resolution.settings.below('toolPolicy').toReversed()) {
    const [, tool = '', key = ''] = path;
    if (!exists(tool)) {
      const where = source.name.slice(0, source.name.lastIndexOf('.')) || source.name;
      const remedy = unnamed
        ? 'Names of tools have 1 to 64 letters, digits, dashes and underscores.'
        : toolRemedy(tool, Object.keys(tools));
      resolution.problems.push({ where, problem: `there is no tool ${tool}`, remedy });
    } else {
      (changes[tool] ??= {})[key] = value;
      resolution.sources[path.join('.')] = source;
    }
  }
  return changes;
}

/** Names the tools that there are. */
export function toolRemedy(tool: string, names: readonly string[]): string {
  const meant = didYouMean(tool, names);
  return `${meant ? `Did you mean ${meant}? ` : ''}Tools are ${names.join(', ')}.`;
}
