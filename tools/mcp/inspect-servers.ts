import type { Config } from '../../contracts/config';
import { ForerunError } from '../../contracts/errors';
import type { CatalogueTool } from '../../contracts/mcp';
import type { InspectedTool, McpInspection, PolicyState } from '../../contracts/mcp-inspection';
import type { PinnedPolicy } from '../../contracts/tool-policy';
import { unconfirmedTools, withoutConfirmation } from '../../core/mcp-policy';
import { policyOf } from '../../core/policy-of';
import { unlistedTools } from './assert-tools-exist';
import { Connection } from './connection';
import { reachedBy } from './connection-problem';
import type { Environment } from './expand-server';
import { makeCatalogue } from './make-catalogue';
import type { ServerTool } from './server-tool';
import { toolName } from './tool-name';

interface Inspected {
  name: string;
  reachedBy: string;
  tools: ServerTool[];
  error?: ForerunError;
}

/** Asks every enabled server for its tools and puts the policy of a run beside them. Closes what it opened. */
export async function inspectServers(input: {
  mcp: Config['mcp'];
  policy: PinnedPolicy;
  environment: Environment;
  signal: AbortSignal;
}): Promise<McpInspection> {
  const { mcp, policy } = input;
  const names = Object.keys(mcp.servers).filter((name) => mcp.servers[name]?.enabled !== false);
  const found = await Promise.all(names.toSorted().map((name) => inspectServer(name, input)));
  const { catalogue, troubles } = makeCatalogue(found.map(({ name, tools }) => ({ server: name, tools })));
  const stateful = names.filter((name) => mcp.servers[name]?.stateful === true);
  const own = withoutConfirmation(policy, unconfirmedTools(catalogue, { policy, stateful }));
  const listed = new Map(found.map(({ name, tools }) => [name, tools]));
  return {
    policyFile: mcp.policyFile,
    servers: found.map(({ error, tools, ...server }) => ({
      ...server,
      tools: tools.length,
      ...(error ? { error: toldError(error) } : {}),
    })),
    tools: catalogue.tools.map((entry): InspectedTool => {
      const { name, server, tool, description, fingerprint } = entry;
      const hints = listed.get(server)?.find((one) => one.name === tool)?.annotations ?? {};
      const counts = policyOf(own, name);
      const state = stateOf(entry, { mcp, policy, stateful });
      return {
        name,
        server,
        tool,
        description,
        fingerprint,
        hints,
        state,
        ...(counts ? { policy: counts } : {}),
      };
    }),
    unlisted: unlistedTools(Object.keys(mcp.policy), {
      listed: found.flatMap(({ name, tools }) => tools.map((tool) => toolName(name, tool.name))),
      absent: found.flatMap(({ name, error }) => (error ? [name] : [])),
    }),
    troubles,
  };
}

async function inspectServer(
  name: string,
  { mcp, environment, signal }: Parameters<typeof inspectServers>[0],
): Promise<Inspected> {
  const server = mcp.servers[name] ?? {};
  const connection = new Connection({ name, server, environment, maxBytes: mcp.maxResultBytes });
  const about = { name, reachedBy: reachedBy(server) };
  try {
    return { ...about, tools: await connection.list(signal) };
  } catch (error) {
    if (!(error instanceof ForerunError)) throw error;
    return { ...about, tools: [], error };
  } finally {
    await connection.close();
  }
}

const toldError = ({ code, message, remedy }: ForerunError) => ({
  code,
  message,
  ...(remedy === undefined ? {} : { remedy }),
});

function stateOf(
  { name, server, fingerprint }: CatalogueTool,
  { mcp, policy, stateful }: { mcp: Config['mcp']; policy: PinnedPolicy; stateful: string[] },
): PolicyState {
  if (policyOf(policy, name) === undefined) return 'disabled';
  if (!Object.hasOwn(policy.tools, name)) return Object.hasOwn(mcp.policy, name) ? 'unconfirmed' : 'unnamed';
  if (stateful.includes(server)) return 'stateful';
  const confirmed = policy.fingerprints?.[name];
  return confirmed !== undefined && confirmed !== fingerprint ? 'changed' : 'confirmed';
}
