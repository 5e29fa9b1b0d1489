import type { BlobStore } from '../../contracts/blob-store';
import type { McpServer, McpToolPolicy } from '../../contracts/mcp';
import { pinnedPolicy } from '../../core/config/pinned-policy';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { McpToolset } from '../../tools/mcp/mcp-toolset';
import { Testbed } from '../support/testbed';
import { mcpConfig } from '../tools/mcp/mcp-bed';

/** A testbed whose workers have the tools of these servers. Its toolset is to be closed before it is stopped. */
export async function startMcpTestbed(input: {
  servers: Record<string, McpServer>;
  policy: Record<string, McpToolPolicy>;
  script: SimulationScriptInput;
}): Promise<Testbed> {
  const { servers, policy, script } = input;
  const mcp = mcpConfig({ servers, policy });
  const later: { store?: BlobStore } = {};
  const store = {
    get: (hash: string) => later.store!.get(hash),
    put: (bytes: Uint8Array) => later.store!.put(bytes),
  };
  const toolset = new McpToolset({
    mcp,
    policy: pinnedPolicy({ toolset: 'mcp', toolPolicy: {}, mcp }),
    store: store as BlobStore,
    environment: process.env,
    changed: [],
  });
  const bed = await Testbed.start({ script, toolset });
  later.store = bed.context.store;
  return bed;
}
