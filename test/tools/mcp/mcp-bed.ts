import { existsSync, readFileSync } from 'node:fs';
import { afterEach } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { RunContext } from '../../../contracts/activities';
import type { BlobStore } from '../../../contracts/blob-store';
import type { Config } from '../../../contracts/config';
import type { McpServer, McpToolPolicy } from '../../../contracts/mcp';
import type { ToolContext, ToolOutcome } from '../../../contracts/tool';
import { canonicalJson } from '../../../core/canonical-json';
import { pinnedPolicy } from '../../../core/config/pinned-policy';
import { McpToolset } from '../../../tools/mcp/mcp-toolset';
import type { DiscoveredTools, Toolset } from '../../../tools/toolset';
import { MemoryStore } from '../../support/memory-store';
import { temporaryFolder } from '../../support/temporary-folder';
import { toolContext } from '../tool-context';

export const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'mcp');

/** A server of test/fixtures/mcp over stdio. */
export const fixture = (name: string, env: Record<string, string> = {}): McpServer => ({
  command: process.execPath,
  args: [path.join(FIXTURES, `${name}.mjs`)],
  env,
});

/** A file of JSON lines that a fixture has written; empty where there is none yet. */
export const linesOf = <T>(file: string): T[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as T)
    : [];

export function mcpConfig(input: {
  servers: Record<string, McpServer>;
  policy?: Record<string, McpToolPolicy>;
  maxResultBytes?: number;
}): Config['mcp'] {
  const { servers, policy = {}, maxResultBytes = 1_000_000 } = input;
  return { serversFile: '', policyFile: '', maxResultBytes, servers, policy };
}

/** An MCP toolset over real servers, with what activities do around it. */
export class McpBed {
  readonly toolset: McpToolset;
  readonly store: BlobStore = new MemoryStore();

  constructor(
    input: Parameters<typeof mcpConfig>[0] & {
      environment?: Record<string, string | undefined>;
      changed?: string[];
    },
  ) {
    const mcp = mcpConfig(input);
    const policy = pinnedPolicy({ toolset: 'mcp', toolPolicy: {}, mcp });
    const { environment = process.env, changed = [] } = input;
    this.toolset = new McpToolset({ mcp, policy, store: this.store, environment, changed });
  }

  discover(toolModes: string[] = []): Promise<DiscoveredTools> {
    return this.toolset.discover(AbortSignal.timeout(30_000), toolModes);
  }

  /** The tools as a run has them that begins now. */
  async begin(): Promise<Toolset> {
    const { catalogue } = await this.discover();
    const hash = await this.store.put(new TextEncoder().encode(canonicalJson(catalogue)));
    return this.toolset.forRun({ catalogue: hash } as RunContext);
  }

  /** One execution, as the tools activity would start it. */
  async call(
    toolset: Toolset,
    name: string,
    args: object,
    change: Partial<ToolContext> = {},
  ): Promise<ToolOutcome> {
    const tool = toolset.find(name);
    if (!tool)
      throw new Error(
        `no tool ${name}; there are ${toolset
          .list()
          .map((one) => one.name)
          .join(', ')}`,
      );
    const parsed = tool.parameters.parse(args);
    if (!parsed.ok) throw new Error(parsed.message);
    return tool.execute({
      arguments: parsed.arguments,
      context: toolContext({ signal: AbortSignal.timeout(20_000), store: this.store, ...change }),
    });
  }
}

/** The shop over HTTP, in a process of its own. */
export async function startHttpShop(
  env: Record<string, string> = {},
  port = 0,
): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(FIXTURES, 'shop-http.mjs'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const first = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', () => reject(new Error('the shop ended')));
  });
  return { port: Number(first), child };
}

/** A confirmed read. */
export const READ: McpToolPolicy = { confirmed: true, effect: 'read', egress: 'none' };

/** Makes beds that are closed after each test, and names of files in a folder of the test file's own. */
export function mcpBeds(): {
  folder: string;
  bedOf: (input: ConstructorParameters<typeof McpBed>[0]) => McpBed;
  file: (name: string) => string;
} {
  const folder = temporaryFolder();
  let beds: McpBed[] = [];
  let files = 0;
  afterEach(async () => {
    await Promise.all(beds.map((bed) => bed.toolset.close()));
    beds = [];
  });
  return {
    folder,
    file: (name) => path.join(folder, `${name}-${(files += 1)}`),
    bedOf: (input) => {
      const bed = new McpBed(input);
      beds.push(bed);
      return bed;
    },
  };
}

/** What a model is told. */
export const textOf = (outcome: ToolOutcome): string =>
  outcome.ok ? outcome.text : `${outcome.code}: ${outcome.message}`;
