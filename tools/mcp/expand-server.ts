import { ForerunError } from '../../contracts/errors';
import type { McpServer } from '../../contracts/mcp';

export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * A server with its `${VAR}` and `${VAR:-otherwise}` filled in: command, arguments, environment, folder, address and
 * headers. Throws ForerunError `mcp_variable_missing` that names the server and the variables.
 */
export function expandServer(name: string, server: McpServer, environment: Environment): McpServer {
  const missing = new Set<string>();
  const expand = (text: string): string =>
    text.replace(VARIABLE, (_, variable: string, otherwise: string | undefined) => {
      const value = environment[variable];
      if (value !== undefined && value !== '') return value;
      if (otherwise === undefined) missing.add(variable);
      return otherwise ?? '';
    });
  const values = (record: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, expand(value)]));
  const { command, args, env, cwd, url, headers, ...rest } = server;
  const expanded: McpServer = {
    ...rest,
    ...(command === undefined ? {} : { command: expand(command) }),
    ...(args === undefined ? {} : { args: args.map(expand) }),
    ...(env === undefined ? {} : { env: values(env) }),
    ...(cwd === undefined ? {} : { cwd: expand(cwd) }),
    ...(url === undefined ? {} : { url: expand(url) }),
    ...(headers === undefined ? {} : { headers: values(headers) }),
  };
  if (missing.size === 0) return expanded;
  const names = [...missing].join(', ');
  throw new ForerunError({
    code: 'mcp_variable_missing',
    blame: 'user',
    message: `MCP server ${name} needs ${names}, which the environment of this worker does not have`,
    remedy: `Set ${names} where the tools and spec workers run, or write \${NAME:-otherwise} in mcpServers.`,
  });
}
