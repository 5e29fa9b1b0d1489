import { ForerunError } from '../../contracts/errors';
import type { Config } from '../../contracts/config';
import type { PinnedPolicy, ToolPolicy } from '../../contracts/tool-policy';
import { canonicalJson } from '../canonical-json';
import { confirmedPolicy } from '../mcp-policy';
import { sha256Hex } from '../sha256';
import { toolsetPolicy } from './toolset-policy';
import { toolRemedy } from './unknown-tool';

/**
 * The toolset's policy table with the configuration's changes, and the SHA-256 of its canonical JSON.
 * Throws ForerunError `config_invalid` for a tool that does not exist (`loadConfig` has reported it before).
 */
export function pinnedPolicy(
  config: Pick<Config, 'toolset' | 'toolPolicy'> & Partial<Pick<Config, 'mcp'>>,
): PinnedPolicy {
  const own = toolsetPolicy(config);
  const confirmed = config.toolset === 'mcp' ? confirmedPolicy(config.mcp?.policy ?? {}) : undefined;
  const tools: Record<string, ToolPolicy> = structuredCopy({ ...own.tools, ...confirmed?.tools });
  const disabled: string[] = [...(confirmed?.disabled ?? [])];
  for (const [tool, { enabled, ...change }] of Object.entries(config.toolPolicy)) {
    const policy = Object.hasOwn(tools, tool) ? tools[tool] : own.unnamed;
    if (!policy) {
      const message = `toolPolicy: there is no tool ${tool}`;
      const remedy = toolRemedy(tool, Object.keys(own.tools));
      throw new ForerunError({ code: 'config_invalid', blame: 'user', message, remedy });
    }
    if (enabled === false) {
      delete tools[tool];
      if (own.unnamed) disabled.push(tool);
    } else tools[tool] = { ...policy, ...definedOnly(change) };
  }
  const { unnamed } = own;
  if (!unnamed) return { hash: sha256Hex(canonicalJson(tools)), tools };
  const fingerprints = confirmed?.fingerprints ?? {};
  const pinned = {
    tools,
    unnamed,
    ...(disabled.length > 0 ? { disabled: [...new Set(disabled)].toSorted() } : {}),
    ...(Object.keys(fingerprints).length > 0 ? { fingerprints } : {}),
  };
  return { hash: sha256Hex(canonicalJson(pinned)), ...pinned };
}

const structuredCopy = (table: Record<string, ToolPolicy>): Record<string, ToolPolicy> =>
  Object.fromEntries(Object.entries(table).map(([tool, policy]) => [tool, { ...policy }]));

function definedOnly<T extends object>(change: T): { [K in keyof T]: NonNullable<T[K]> } {
  const defined = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [K in keyof T]: NonNullable<T[K]> };
}
