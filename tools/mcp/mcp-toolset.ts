import type { RunContext } from '../../contracts/activities';
import type { BlobStore } from '../../contracts/blob-store';
import type { Config } from '../../contracts/config';
import { ForerunError } from '../../contracts/errors';
import { Catalogue, type ToolTrouble } from '../../contracts/mcp';
import type { PinnedPolicy } from '../../contracts/tool-policy';
import { unconfirmedTools, withoutConfirmation } from '../../core/mcp-policy';
import { policyOf } from '../../core/policy-of';
import { Toolset, type DiscoveredTools } from '../toolset';
import { assertToolsExist } from './assert-tools-exist';
import { Connection } from './connection';
import type { Environment } from './expand-server';
import { makeCatalogue } from './make-catalogue';
import { createMcpTool } from './mcp-tool';
import type { ServerTool } from './server-tool';
import { toolName } from './tool-name';

/** Catalogues that a worker keeps ready. */
const MAX_CATALOGUES = 16;

/** Longest that anybody waits for servers to come up beforehand. */
const WARM_MS = 60_000;

export interface McpToolsetInput {
  mcp: Config['mcp'];
  policy: PinnedPolicy;
  store: BlobStore;
  environment: Environment;
  /** Tools whose policy the configuration's `toolPolicy` changes. */
  changed: readonly string[];
}

/**
 * Tools of MCP servers. What a server lists when a run begins is the run's catalogue: all its workers offer these tools
 * and no others, and only those that execute calls connect to servers.
 */
export class McpToolset extends Toolset {
  private readonly connections = new Map<string, Connection>();
  private readonly known = new Map<string, Promise<Toolset>>();

  constructor(private readonly input: McpToolsetInput) {
    super('mcp', [], input.policy);
  }

  override async discover(signal: AbortSignal, toolModes: readonly string[]): Promise<DiscoveredTools> {
    const troubles: ToolTrouble[] = [];
    const listed = await Promise.all(
      this.serverNames().map(async (server) => ({
        server,
        tools: await this.listed(server, signal, troubles),
      })),
    );
    const made = makeCatalogue(listed);
    const { changed, mcp, policy } = this.input;
    assertToolsExist({
      settings: [
        { name: 'FORERUN_TOOL_MODES (speculation.toolModes)', tools: toolModes },
        { name: 'toolPolicy', tools: changed },
      ],
      tools: [...new Set([...namesOf(listed), ...Object.keys(mcp.policy)])].toSorted(),
      absent: troubles.map(({ server }) => server),
    });
    const tools = made.catalogue.tools.filter(({ name }) => policyOf(policy, name) !== undefined);
    const catalogue = { ...made.catalogue, tools };
    const unconfirmed = unconfirmedTools(catalogue, { policy, stateful: this.stateful() });
    return { catalogue, unconfirmed, troubles: [...troubles, ...made.troubles] };
  }

  override forRun({ catalogue }: RunContext): Promise<Toolset> {
    if (catalogue === undefined) return Promise.reject(noCatalogue());
    const known = this.known.get(catalogue) ?? this.fromCatalogue(catalogue);
    this.known.delete(catalogue);
    this.known.set(catalogue, known);
    known.catch(() => this.known.delete(catalogue));
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_CATALOGUES && oldest !== undefined) this.known.delete(oldest);
    return known;
  }

  /** Opens every server, for real calls and for calls ahead. */
  override async warm(): Promise<void> {
    const signal = AbortSignal.timeout(WARM_MS);
    const opened = this.serverNames().flatMap((name) =>
      [false, true].map((ahead) => this.connection(name, ahead).list(signal)),
    );
    await Promise.allSettled(opened);
  }

  override async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }

  private async fromCatalogue(hash: string): Promise<Toolset> {
    const text = new TextDecoder().decode(await this.input.store.get(hash));
    const catalogue = Catalogue.parse(JSON.parse(text));
    const unconfirmed = unconfirmedTools(catalogue, { policy: this.input.policy, stateful: this.stateful() });
    const policy = withoutConfirmation(this.input.policy, unconfirmed);
    const tools = catalogue.tools.flatMap((entry) => {
      const own = policyOf(policy, entry.name);
      const connection = (ahead: boolean): Connection => this.connection(entry.server, ahead);
      return own ? [createMcpTool({ entry, policy: own, connection })] : [];
    });
    return new Toolset('mcp', tools, policy);
  }

  private async listed(server: string, signal: AbortSignal, troubles: ToolTrouble[]): Promise<ServerTool[]> {
    try {
      return await this.connection(server, false).list(signal);
    } catch (error) {
      // A run without tools that it was meant to have would go wrong in ways that nobody could trace back to this.
      const isOptional = this.input.mcp.servers[server]?.required === false;
      if (!isOptional || !(error instanceof ForerunError)) throw error;
      troubles.push({ server, code: error.code, message: error.message });
      return [];
    }
  }

  private serverNames(): string[] {
    const { servers } = this.input.mcp;
    return Object.keys(servers)
      .filter((name) => servers[name]?.enabled !== false)
      .toSorted();
  }

  private stateful(): string[] {
    const { servers } = this.input.mcp;
    return Object.keys(servers).filter((name) => servers[name]?.stateful === true);
  }

  /** Made at once, opened when it is first used. */
  private connection(name: string, ahead: boolean): Connection {
    const key = `${name} ${ahead ? 'ahead' : 'real'}`;
    const server = this.input.mcp.servers[name];
    if (!server) throw unknownServer(name);
    const { environment, mcp } = this.input;
    const made =
      this.connections.get(key) ??
      new Connection({ name, server, environment, maxBytes: mcp.maxResultBytes });
    this.connections.set(key, made);
    return made;
  }
}

const namesOf = (listed: readonly { server: string; tools: readonly ServerTool[] }[]): string[] =>
  listed.flatMap(({ server, tools }) => tools.map(({ name }) => toolName(server, name)));

const noCatalogue = (): ForerunError =>
  new ForerunError({
    code: 'mcp_no_catalogue',
    blame: 'system',
    message: 'the run has no catalogue of tools, although its toolset is mcp',
    remedy: 'Start it with this version of the command line; another one does not have its tools listed.',
  });

const unknownServer = (name: string): ForerunError =>
  new ForerunError({
    code: 'mcp_unknown_server',
    blame: 'user',
    message: `the run has tools of MCP server ${name}, which this worker's configuration does not name`,
    remedy: 'Give all workers the same mcpServers.',
  });
