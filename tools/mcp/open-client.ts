import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { ForerunError } from '../../contracts/errors';
import type { McpServer } from '../../contracts/mcp';
import { connectionProblem } from './connection-problem';
import { expandServer, type Environment } from './expand-server';
import { watchedFetch } from './watched-fetch';

const START_MS = 30_000;
const STDERR_CHARS = 4_000;

/** How to reach one server, and what bounds it. */
export interface ServerSettings {
  name: string;
  server: McpServer;
  /** Where its `${VAR}` are taken from. */
  environment: Environment;
  /** Largest message. */
  maxBytes: number;
}

export interface OpenClient {
  client: Client;
  /** Ends a server over stdio at once. */
  kill(): void;
}

/** Who we are to servers. */
const US = { name: 'forerun', version: '0.1.0' };

/**
 * Opens one server: starts its program or reaches its address, and shakes hands. Servers that refuse the handshake of
 * 2025 are asked by that of 2026. Throws ForerunError `mcp_unavailable`, `mcp_variable_missing`; leaves nothing open.
 */
export async function openClient(settings: ServerSettings): Promise<OpenClient> {
  const server = expandServer(settings.name, settings.server, settings.environment);
  try {
    return await connect(server, settings, 'legacy');
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    if (error.refusedHandshake) return connect(server, settings, 'auto').catch(rethrow);
    throw error.problem;
  }
}

class ConnectError extends Error {
  constructor(
    readonly problem: Error,
    readonly refusedHandshake: boolean,
  ) {
    super(problem.message);
  }
}

function rethrow(error: unknown): never {
  throw error instanceof ConnectError ? error.problem : error;
}

async function connect(
  server: McpServer,
  { name, maxBytes }: ServerSettings,
  mode: 'legacy' | 'auto',
): Promise<OpenClient> {
  const timeoutMs = server.startTimeoutMs ?? START_MS;
  const { transport, stderr, pid } = openTransport(name, server, maxBytes);
  const client = new Client(US, { capabilities: {}, versionNegotiation: { mode } });
  const kill = (): void => {
    const running = pid();
    if (running !== null) process.kill(running, 'SIGKILL');
  };
  try {
    await client.connect(transport, { timeout: timeoutMs });
    return { client, kill };
  } catch (error) {
    void client.close().catch(() => undefined);
    const problem = connectionProblem({ name, server, error, stderr: stderr(), timeoutMs });
    throw new ConnectError(problem, mode === 'legacy' && isJsonRpcError(error));
  }
}

/** The server answered, and said no. */
const isJsonRpcError = (error: unknown): boolean =>
  typeof (error as { code?: unknown } | undefined)?.code === 'number';

function addressOf(name: string, url: string): URL {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw new ForerunError({
    code: 'mcp_unavailable',
    blame: 'user',
    message: `MCP server ${name} cannot be opened: its url is no http or https address`,
    remedy: 'Correct its url in mcpServers, and the variables that it takes.',
  });
}

function openTransport(
  name: string,
  server: McpServer,
  maxBytes: number,
): { transport: Transport; stderr: () => string; pid: () => number | null } {
  if (server.url !== undefined) {
    const transport = new StreamableHTTPClientTransport(addressOf(name, server.url), {
      fetch: watchedFetch(maxBytes),
      ...(server.headers ? { requestInit: { headers: server.headers } } : {}),
    });
    return { transport, stderr: () => '', pid: () => null };
  }
  const transport = new StdioClientTransport({
    command: server.command ?? '',
    args: server.args ?? [],
    ...(server.env ? { env: server.env } : {}),
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    stderr: 'pipe',
    maxBufferSize: maxBytes,
  });
  let tail = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-STDERR_CHARS);
  });
  return { transport, stderr: () => tail, pid: () => transport.pid };
}
