import { MCP_POLICY_SCHEMA, type McpPolicyFile, type McpToolPolicy } from '../contracts/mcp';
import type { InspectedTool } from '../contracts/mcp-inspection';

/** What became of a policy file's entries. */
export interface PolicyChanges {
  added: string[];
  /** Confirmed before, but the tool is another by now: to be confirmed again. */
  reopened: string[];
  kept: string[];
  /** Entries of tools that no reachable server lists; they stay in the file. */
  unlisted: string[];
}

/**
 * A policy file brought up to date with what the servers list. Entries that the user made stay as they are, except that
 * a confirmed one of a tool that has changed is no longer confirmed; a new entry takes the server's hints as a proposal
 * and is never confirmed.
 */
export function updatedPolicy(
  before: McpPolicyFile | undefined,
  tools: readonly Pick<InspectedTool, 'name' | 'fingerprint' | 'hints'>[],
): { file: McpPolicyFile; changes: PolicyChanges } {
  const entries: Record<string, McpToolPolicy> = { ...before?.tools };
  const listed = new Set(tools.map(({ name }) => name));
  const changes: PolicyChanges = {
    added: [],
    reopened: [],
    kept: [],
    unlisted: Object.keys(entries).filter((name) => !listed.has(name)),
  };
  for (const tool of tools) {
    const { name, fingerprint, hints } = tool;
    const known = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!known) {
      entries[name] = proposal(tool);
      changes.added.push(name);
    } else if (known.fingerprint === fingerprint) changes.kept.push(name);
    else {
      const reopens = known.confirmed && known.fingerprint !== undefined;
      entries[name] = { ...known, confirmed: known.confirmed && !reopens, fingerprint, hints };
      (reopens ? changes.reopened : changes.kept).push(name);
    }
  }
  const sorted = Object.entries(entries).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const schema = before?.$schema === undefined ? {} : { $schema: before.$schema };
  return { file: { ...schema, schema: MCP_POLICY_SCHEMA, tools: Object.fromEntries(sorted) }, changes };
}

function proposal({ fingerprint, hints }: Pick<InspectedTool, 'fingerprint' | 'hints'>): McpToolPolicy {
  const reads = hints.readOnlyHint === true;
  return {
    confirmed: false,
    effect: reads ? 'read' : 'write',
    egress: hints.openWorldHint === false ? 'none' : 'query',
    idempotent: reads || hints.idempotentHint === true,
    fingerprint,
    hints,
  };
}
