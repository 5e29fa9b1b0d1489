import { ForerunError } from '../../contracts/errors';
import { toolRemedy } from '../../core/config/unknown-tool';

/** A setting that names tools. */
export interface NamingSetting {
  name: string;
  tools: readonly string[];
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
  const known = new Set(input.tools);
  const mayBe = input.absent.map((server) => `${server.replace(/[^A-Za-z0-9_-]/g, '_')}__`);
  for (const { name, tools } of input.settings) {
    const unknown = tools.find(
      (tool) => !known.has(tool) && !mayBe.some((prefix) => tool.startsWith(prefix)),
    );
    if (unknown === undefined) continue;
    throw new ForerunError({
      code: 'unknown_tool_setting',
      blame: 'user',
      message: `${name} names the tool ${unknown}, which no MCP server lists`,
      remedy: toolRemedy(unknown, input.tools),
    });
  }
}
