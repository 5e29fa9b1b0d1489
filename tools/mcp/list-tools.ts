import type { Client } from '@modelcontextprotocol/client';
import { ForerunError } from '../../contracts/errors';
import { messageOf } from './connection-problem';
import { ServerTool, ToolsPage } from './server-tool';

/** Longest that listing may take. */
export const LIST_MS = 30_000;
const MAX_PAGES = 64;
const MAX_TOOLS = 1_000;

/** Every page. Entries that are no tools at all are passed over; all others are for somebody else to judge. */
export async function listTools(name: string, client: Client, signal: AbortSignal): Promise<ServerTool[]> {
  const tools: ServerTool[] = [];
  let cursor: string | undefined;
  if (client.getServerCapabilities()?.tools === undefined) return tools;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const read = await client
      .request({ method: 'tools/list', params }, ToolsPage, { signal, timeout: LIST_MS })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw badList(name, messageOf(error));
      });
    for (const entry of read.tools) {
      const tool = ServerTool.safeParse(entry);
      if (tool.success) tools.push(tool.data);
    }
    if (tools.length > MAX_TOOLS) throw badList(name, `it has more than ${MAX_TOOLS} tools`);
    if (read.nextCursor === undefined || read.nextCursor === cursor) break;
    cursor = read.nextCursor;
  }
  return tools;
}

const badList = (name: string, reason: string): ForerunError =>
  new ForerunError({
    code: 'mcp_bad_list',
    blame: 'system',
    retryable: true,
    message: `MCP server ${name} does not list its tools: ${reason}`,
    remedy: 'See `forerun mcp inspect`, and what the server writes to its standard error.',
  });
