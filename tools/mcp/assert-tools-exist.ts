import { ForerunError } from '../../contracts/errors';
import { toolRemedy } from '../../core/config/unknown-tool';
import { mayBeToolOf } from './tool-name';

/** A setting that names tools. */
export interface NamingSetting {
  name: string;
  tools: readonly string[];
}

/** Names that no server lists. Those that begin with a server in `absent`, which could not be asked, may be its tools. */
export function unlistedTools(
  names: readonly string[],
  { listed, absent }: { listed: readonly string[]; absent: readonly string[] },
): string[] {
  const known = new Set(listed);
  return names.filter((name) => !known.has(name) && !absent.some((server) => mayBeToolOf(server, name)));
}

/**
 * A setting for a tool that does not exist does nothing, and nobody would notice: `shop__cuont=off` leaves the tool live
 * that was to be off. Throws ForerunError `unknown_tool_setting`. `absent` are servers that could not be asked.
 */
export function assertToolsExist(input: {
  settings: readonly NamingSetting[];
  tools: readonly string[];
  absent: readonly string[];
}): void {
  for (const { name, tools } of input.settings) {
    const [unknown] = unlistedTools(tools, { listed: input.tools, absent: input.absent });
    if (unknown === undefined) continue;
    throw new ForerunError({
      code: 'unknown_tool_setting',
      blame: 'user',
      message: `${name} names the tool ${unknown}, which no MCP server lists`,
      remedy: toolRemedy(unknown, input.tools),
    });
  }
}
