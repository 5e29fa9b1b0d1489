import type { Config } from '../../contracts/config';
import type { Resolution } from './resolution';
import { unknownTool } from './unknown-tool';

/** Lookahead where nobody set one and no gate prices it. */
const UNPRICED_LOOKAHEAD = 0;

/**
 * Decisions are asked ahead by default only where the gate prices them: an unpriced one may cost more than it saves. A
 * mode for a tool that cannot exist is a problem.
 */
export function resolveSpeculation(
  resolution: Resolution,
  speculation: Record<string, unknown>,
  toolset: Config['toolset'],
): Record<string, unknown> {
  const { sources } = resolution;
  reportUnknownTools(resolution, speculation.toolModes, toolset);
  const isSet = sources['speculation.lookahead']?.kind !== 'default';
  if (isSet || speculation.gate === 'value') return speculation;
  return { ...speculation, lookahead: UNPRICED_LOOKAHEAD };
}

/** `web_serch=off` would leave the tool live that was to be off. */
function reportUnknownTools(
  { sources, problems }: Resolution,
  toolModes: unknown,
  toolset: Config['toolset'],
): void {
  if (!Array.isArray(toolModes)) return;
  const where = sources['speculation.toolModes']?.name ?? 'speculation.toolModes';
  for (const entry of toolModes as unknown[]) {
    const tool = typeof entry === 'string' ? entry.slice(0, entry.lastIndexOf('=')) : '';
    const problem = tool === '' ? undefined : unknownTool(tool, toolset);
    if (problem) problems.push({ where, ...problem });
  }
}
