import { ForerunError } from '../../contracts/errors';
import type { Config } from '../../contracts/config';
import type { PinnedPolicy, ToolPolicy } from '../../contracts/tool-policy';
import { canonicalJson } from '../canonical-json';
import { GAIA_POLICY } from '../gaia-policy';
import { sha256Hex } from '../sha256';
import { toolRemedy } from './resolve-tool-policy';

/**
 * The toolset's policy table with the configuration's changes, and the SHA-256 of its canonical JSON.
 * Throws ForerunError `config_invalid` for a tool that does not exist (`loadConfig` has reported it before).
 */
export function pinnedPolicy(config: Pick<Config, 'toolPolicy'>): PinnedPolicy {
  const tools: Record<string, ToolPolicy> = structuredCopy(GAIA_POLICY);
  for (const [tool, { enabled, ...change }] of Object.entries(config.toolPolicy)) {
    const policy = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
    if (!policy) {
      const message = `toolPolicy: there is no tool ${tool}`;
      throw new ForerunError({ code: 'config_invalid', blame: 'user', message, remedy: toolRemedy(tool) });
    }
    if (enabled === false) delete tools[tool];
    else tools[tool] = { ...policy, ...definedOnly(change) };
  }
  return { hash: sha256Hex(canonicalJson(tools)), tools };
}

const structuredCopy = (table: Record<string, ToolPolicy>): Record<string, ToolPolicy> =>
  Object.fromEntries(Object.entries(table).map(([tool, policy]) => [tool, { ...policy }]));

function definedOnly<T extends object>(change: T): { [K in keyof T]: NonNullable<T[K]> } {
  const defined = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [K in keyof T]: NonNullable<T[K]> };
}
