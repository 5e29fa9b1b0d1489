import { ForerunError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import { CATALOGUE_SCHEMA, type Catalogue, type CatalogueTool, type ToolTrouble } from '../../contracts/mcp';
import { jsonSchemaParameters } from '../parameters/json-schema-parameters';
import { fingerprintOf, type ServerTool } from './server-tool';
import { toolName } from './tool-name';

/** Longest description of a tool that a model is shown. */
const MAX_DESCRIPTION_CHARS = 8_000;

/** What the servers list as one catalogue, in an order that depends on names alone; unusable tools are left out, and why. */
export function makeCatalogue(listed: readonly { server: string; tools: readonly ServerTool[] }[]): {
  catalogue: Catalogue;
  troubles: ToolTrouble[];
} {
  const byName = new Map<string, CatalogueTool>();
  const troubles: ToolTrouble[] = [];
  for (const { server, tools } of listed) {
    for (const tool of tools) {
      const name = toolName(server, tool.name);
      const trouble = (code: string, message: string): unknown =>
        troubles.push({ server, tool: tool.name, code, message });
      if (byName.has(name))
        trouble('mcp_tool_twice', `${server} lists ${tool.name} twice; the first one counts`);
      else {
        try {
          byName.set(name, entryOf(name, server, tool));
        } catch (error) {
          if (!(error instanceof ForerunError)) throw error;
          trouble(error.code, error.message);
        }
      }
    }
  }
  const tools = [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return { catalogue: { schema: CATALOGUE_SCHEMA, tools }, troubles };
}

function entryOf(name: string, server: string, tool: ServerTool): CatalogueTool {
  const parameters = (tool.inputSchema ?? {}) as JsonObject;
  jsonSchemaParameters(name, parameters);
  if (tool.execution?.taskSupport === 'required') throw tasksOnly(name);
  const said = tool.description?.trim() || tool.title?.trim() || `The tool ${tool.name} of ${server}.`;
  return {
    name,
    server,
    tool: tool.name,
    description: said.slice(0, MAX_DESCRIPTION_CHARS),
    parameters,
    fingerprint: fingerprintOf(tool),
  };
}

const tasksOnly = (name: string): ForerunError =>
  new ForerunError({
    code: 'mcp_tool_tasks_only',
    blame: 'tool',
    message: `${name} can be called as a task of the protocol alone (taskSupport: required), which is not done here`,
    remedy: 'Whoever wrote the server may offer it without.',
  });
