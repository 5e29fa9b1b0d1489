import type { Catalogue, McpToolPolicy } from '../contracts/mcp';
import type { PinnedPolicy, ToolPolicy } from '../contracts/tool-policy';

/** What is assumed of a server's tool that the user has not confirmed: the worst. */
export const UNNAMED_MCP_TOOL: ToolPolicy = {
  effect: 'write',
  egress: 'query',
  idempotent: false,
  timeoutMs: 60_000,
  p95Ms: 10_000,
  ttlMs: 60_000,
  maxChars: 20_000,
  priceUsd: 0,
};

/** What the user's policy file says, as a run pins it. An entry that is not confirmed says nothing but `enabled: false`. */
export function confirmedPolicy(
  policy: Record<string, McpToolPolicy>,
): Required<Pick<PinnedPolicy, 'tools' | 'disabled' | 'fingerprints'>> {
  const entries = Object.entries(policy);
  const confirmed = entries.filter(([, entry]) => entry.confirmed && entry.enabled !== false);
  return {
    tools: Object.fromEntries(confirmed.map(([tool, entry]) => [tool, toolPolicyOf(entry)])),
    disabled: entries.filter(([, entry]) => entry.enabled === false).map(([tool]) => tool),
    fingerprints: Object.fromEntries(
      confirmed.flatMap(([tool, { fingerprint }]) =>
        fingerprint === undefined ? [] : [[tool, fingerprint]],
      ),
    ),
  };
}

function toolPolicyOf(entry: McpToolPolicy): ToolPolicy {
  const { confirmed: _, enabled: __, fingerprint: ___, hints: ____, ...said } = entry;
  const defined = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...UNNAMED_MCP_TOOL, idempotent: entry.effect !== 'write', ...Object.fromEntries(defined) };
}

/**
 * Tools of a catalogue that the policy names but that count as unnamed: those that are not what was confirmed, and
 * those of servers that remember, whose answers ahead may differ from the real ones.
 */
export function unconfirmedTools(
  { tools }: Catalogue,
  { policy, stateful }: { policy: PinnedPolicy; stateful: readonly string[] },
): string[] {
  return tools
    .filter(({ name }) => Object.hasOwn(policy.tools, name))
    .filter(({ name, server, fingerprint }) => {
      const confirmed = policy.fingerprints?.[name];
      return stateful.includes(server) || (confirmed !== undefined && confirmed !== fingerprint);
    })
    .map(({ name }) => name);
}

/** The policy of a run whose catalogue has tools that may not be trusted as confirmed: these count as unnamed. */
export function withoutConfirmation(policy: PinnedPolicy, tools: readonly string[]): PinnedPolicy {
  if (tools.length === 0) return policy;
  const kept = Object.entries(policy.tools).filter(([tool]) => !tools.includes(tool));
  return { ...policy, tools: Object.fromEntries(kept) };
}
