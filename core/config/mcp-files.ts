import type { Config } from '../../contracts/config';
import { MCP_POLICY_SCHEMA, McpPolicyFile, McpServer, McpServersFile } from '../../contracts/mcp';
import type { ConfigProblem } from './problem';
import { readMcpServer } from './resolve-mcp-servers';
import type { ConfigFileContent } from './settings-from-file';

/**
 * The configuration with what the two files of the toolset `mcp` say, after JSON.parse. A server of the configuration
 * file beats one of the same name in the servers file.
 */
export function withMcpFiles(
  config: Config,
  files: { servers?: ConfigFileContent; policy?: ConfigFileContent },
): { config: Config; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const servers = { ...(files.servers ? serversOf(files.servers, problems) : {}), ...config.mcp.servers };
  const policy = files.policy ? policyOf(files.policy, problems) : {};
  const mcp = { ...config.mcp, servers, policy };
  if (config.toolset === 'mcp' && problems.length === 0) {
    const open = Object.values(servers).filter(({ enabled }) => enabled !== false);
    if (open.length === 0) {
      const remedy = 'State one in mcpServers of forerun.config.json, or name a file in mcp.serversFile.';
      problems.push({ where: 'toolset', problem: 'is mcp, but there is no server', remedy });
    }
  }
  return { config: { ...config, mcp }, problems };
}

/** Files of other clients say more than we know: their keys are passed over, ours are checked. */
function serversOf(file: ConfigFileContent, problems: ConfigProblem[]): Record<string, McpServer> {
  const parsed = McpServersFile.safeParse(file.content);
  if (!parsed.success) {
    const remedy = 'Give { "mcpServers": { "NAME": { "command": … } } }.';
    problems.push({ where: file.path, problem: 'has no object mcpServers', remedy });
    return {};
  }
  const servers: Record<string, McpServer> = {};
  for (const [name, stated] of Object.entries(parsed.data.mcpServers)) {
    const read = readMcpServer(name, knownKeys(stated), `${file.path}: mcpServers.${name}`);
    if (read.ok) servers[name] = read.server;
    else problems.push(...read.problems);
  }
  return servers;
}

function knownKeys(stated: unknown): unknown {
  if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return stated;
  const known = Object.entries(stated).filter(([key]) => Object.hasOwn(McpServer.shape, key));
  const isOff = (stated as { disabled?: unknown }).disabled === true;
  return { ...Object.fromEntries(known), ...(isOff ? { enabled: false } : {}) };
}

function policyOf(file: ConfigFileContent, problems: ConfigProblem[]): Config['mcp']['policy'] {
  const parsed = McpPolicyFile.safeParse(file.content);
  if (parsed.success) return parsed.data.tools;
  const remedy =
    'See docs/mcp.md; or move the file away and write it anew with `forerun mcp inspect --write-policy FILE`.';
  const schema = (file.content as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'string' && schema !== MCP_POLICY_SCHEMA) {
    const problem = `is of ${JSON.stringify(schema.slice(0, 60))}; this version reads ${MCP_POLICY_SCHEMA}`;
    problems.push({ where: file.path, problem, remedy });
    return {};
  }
  for (const issue of parsed.error.issues) {
    const where = issue.path.length > 0 ? `${file.path}: ${issue.path.join('.')}` : file.path;
    problems.push({ where, problem: issue.message, remedy });
  }
  return {};
}
