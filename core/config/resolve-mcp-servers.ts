import { MCP_SERVER_NAME, McpServer } from '../../contracts/mcp';
import type { ConfigProblem } from './problem';
import type { Resolution } from './resolution';

/** The servers that `mcpServers` of the configuration file states, and what is wrong with each. */
export function resolveMcpServers({ settings, problems, sources }: Resolution): Record<string, McpServer> {
  const stated: Record<string, Record<string, unknown>> = {};
  const places: Record<string, string> = {};
  for (const { path, value, source } of settings.below('mcpServers').toReversed()) {
    const [, name = '', key = '', inner] = path;
    const server = (stated[name] ??= {});
    if (inner === undefined) server[key] = value;
    else server[key] = { ...(server[key] as object | undefined), [inner]: value };
    places[name] = source.name.slice(0, source.name.length - path.slice(2).join('.').length - 1);
    sources[path.join('.')] = source;
  }
  const servers: Record<string, McpServer> = {};
  for (const [name, server] of Object.entries(stated)) {
    const read = readMcpServer(name, server, places[name] ?? `mcpServers.${name}`);
    if (read.ok) servers[name] = read.server;
    else problems.push(...read.problems);
  }
  return servers;
}

/** One server as a file states it: its form, and whether it can be told how to reach it. */
export function readMcpServer(
  name: string,
  stated: unknown,
  where: string,
): { ok: true; server: McpServer } | { ok: false; problems: ConfigProblem[] } {
  const failed = (problem: string, remedy: string) => ({
    ok: false as const,
    problems: [{ where, problem, remedy }],
  });
  if (!MCP_SERVER_NAME.test(name)) {
    return failed(
      'is no name for a server',
      'Use up to 48 letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
    );
  }
  if ((stated as { type?: unknown } | undefined)?.type === 'sse') {
    const remedy = 'Give the address of its streamable HTTP endpoint, with type http.';
    return failed('the transport sse is no longer part of MCP', remedy);
  }
  const parsed = McpServer.safeParse(stated);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue): ConfigProblem => {
      const place = issue.path.length > 0 ? `${where}.${issue.path.join('.')}` : where;
      return {
        where: place,
        problem: issue.message,
        remedy: 'See docs/mcp.md for what a server can be told.',
      };
    });
    return { ok: false, problems };
  }
  const { type, command, url } = parsed.data;
  if ((command === undefined) === (url === undefined)) {
    const remedy = 'Give `command` for a server over stdio, or `url` for one over streamable HTTP.';
    return failed(
      command === undefined ? 'says neither command nor url' : 'says both command and url',
      remedy,
    );
  }
  if (type !== undefined && (type === 'stdio') !== (command !== undefined)) {
    return failed(
      `its type is ${type}, but it has ${command ? 'a command' : 'a url'}`,
      'Take the type away.',
    );
  }
  return { ok: true, server: parsed.data };
}
