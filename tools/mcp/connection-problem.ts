import { ForerunError } from '../../contracts/errors';
import type { McpServer } from '../../contracts/mcp';

/** Characters of a server's standard error that a message quotes. */
const QUOTED_CHARS = 600;

/** How a server is reached, for messages; without arguments' values, which may hold keys. */
export const reachedBy = (server: McpServer): string =>
  server.url === undefined ? `command ${server.command ?? ''}` : `address ${withoutQuery(server.url)}`;

function withoutQuery(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`;
  } catch {
    return url;
  }
}

/**
 * Why a server could not be opened, naming it, its command or address, and what to do. `blame: 'user'` where another
 * attempt would end the same way; everything else is worth repeating.
 */
export function connectionProblem(input: {
  name: string;
  server: McpServer;
  error: unknown;
  /** Last lines of its standard error. */
  stderr: string;
  timeoutMs: number;
}): ForerunError {
  const { name, server, error, stderr } = input;
  if (error instanceof ForerunError) return error;
  const { reason, remedy, permanent } = explain(input);
  const said = stderr.trim().slice(-QUOTED_CHARS);
  return new ForerunError({
    code: 'mcp_unavailable',
    blame: permanent ? 'user' : 'system',
    retryable: !permanent,
    message: `MCP server ${name} (${reachedBy(server)}) cannot be opened: ${reason}${said ? `; it wrote: ${said}` : ''}`,
    remedy,
    cause: error,
  });
}

interface Explained {
  reason: string;
  remedy: string;
  permanent: boolean;
}

function explain({ server, error, timeoutMs }: Parameters<typeof connectionProblem>[0]): Explained {
  const code = systemCode(error);
  const status = (error as { data?: { status?: number } } | undefined)?.data?.status;
  const message = messageOf(error);
  if (code === 'ENOENT' || code === 'EACCES') {
    const what = code === 'ENOENT' ? 'there is no such program or folder' : 'it may not be executed';
    const remedy = `Check command and cwd in mcpServers; the worker's PATH must have it.`;
    return { reason: `${what} (folder ${server.cwd ?? '.'})`, remedy, permanent: true };
  }
  if (status === 401 || status === 403 || /unauthori[sz]ed/i.test(message)) {
    const remedy = 'Check its headers in mcpServers, and the variables that they take.';
    return { reason: `it refuses us (${status ?? message})`, remedy, permanent: true };
  }
  if (status === 404 || status === 405) {
    const remedy = 'Check the path of its url in mcpServers; it often ends with /mcp.';
    return { reason: `there is no MCP endpoint (${status})`, remedy, permanent: true };
  }
  if (/timed out/i.test(message)) {
    const remedy = 'Raise its startTimeoutMs, or see what it waits for.';
    return { reason: `no answer within ${timeoutMs / 1000} s`, remedy, permanent: false };
  }
  if (server.command !== undefined && /closed|not connected/i.test(message)) {
    const remedy = 'Run its command by hand in its folder, and see why it ends.';
    return { reason: 'it ended before it answered', remedy, permanent: false };
  }
  const remedy =
    server.url === undefined ? 'Run its command by hand.' : 'Start it, or correct its url in mcpServers.';
  return {
    reason: code ? `${NETWORK[code] ?? 'the connection failed'} (${code})` : rootMessage(error),
    remedy,
    permanent: false,
  };
}

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'it broke the connection off',
};

/** What the innermost error says: the outer ones say `fetch failed` and the like. */
function rootMessage(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return cause instanceof Error ? rootMessage(cause) : messageOf(error);
}

/** The operating system's code, wherever in the chain of causes it stands. */
export function systemCode(error: unknown): string | undefined {
  let at = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
    if (typeof at.code === 'string' && /^E[A-Z]+$/.test(at.code)) return at.code;
    at = at.cause as typeof at;
  }
  return undefined;
}

/** What an error says. Errors of other realms are none of ours by `instanceof`. */
export const messageOf = (error: unknown): string =>
  (error as { message?: string } | null | undefined)?.message ?? String(error);
