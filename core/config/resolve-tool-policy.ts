import type { ToolPolicyOverride } from '../../contracts/config';
import { GAIA_POLICY } from '../gaia-policy';
import { didYouMean } from './did-you-mean';
import type { Resolution } from './resolution';

/** Changes to the policy table, by tool name; a tool that does not exist is a problem. */
export function resolveToolPolicy(resolution: Resolution): Record<string, ToolPolicyOverride> {
  const changes: Record<string, Record<string, unknown>> = {};
  for (const { path, value, source } of resolution.settings.below('toolPolicy').toReversed()) {
    const [, tool = '', key = ''] = path;
    if (!Object.hasOwn(GAIA_POLICY, tool)) {
      const where = source.name.slice(0, source.name.lastIndexOf('.')) || source.name;
      resolution.problems.push({ where, problem: `there is no tool ${tool}`, remedy: toolRemedy(tool) });
    } else {
      (changes[tool] ??= {})[key] = value;
      resolution.sources[path.join('.')] = source;
    }
  }
  return changes;
}

/** Names the tools that there are. */
export function toolRemedy(tool: string): string {
  const names = Object.keys(GAIA_POLICY);
  const meant = didYouMean(tool, names);
  return `${meant ? `Did you mean ${meant}? ` : ''}Tools are ${names.join(', ')}.`;
}
