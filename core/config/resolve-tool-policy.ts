import type { Config, ToolPolicyOverride } from '../../contracts/config';
import type { Resolution } from './resolution';
import { unknownTool } from './unknown-tool';

/**
 * Changes to the toolset's policy table, by tool name. A tool that does not exist is a problem, unless the toolset has
 * tools that nobody knows beforehand; then any name that could be one is taken.
 */
export function resolveToolPolicy(
  resolution: Resolution,
  toolset: Config['toolset'],
): Record<string, ToolPolicyOverride> {
  const changes: Record<string, Record<string, unknown>> = {};
  for (const { path, value, source } of resolution.settings.below('toolPolicy').toReversed()) {
    const [, tool = '', key = ''] = path;
    const unknown = unknownTool(tool, toolset);
    if (unknown) {
      const where = source.name.slice(0, source.name.lastIndexOf('.')) || source.name;
      resolution.problems.push({ where, ...unknown });
    } else {
      (changes[tool] ??= {})[key] = value;
      resolution.sources[path.join('.')] = source;
    }
  }
  return changes;
}
