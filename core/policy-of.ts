import type { PinnedPolicy, ToolPolicy } from '../contracts/tool-policy';

/** A tool's policy in a run: its own, or the one for all that are not named. Undefined: it may not run at all. */
export function policyOf(policy: PinnedPolicy, tool: string): ToolPolicy | undefined {
  if (Object.hasOwn(policy.tools, tool)) return policy.tools[tool];
  return policy.disabled?.includes(tool) ? undefined : policy.unnamed;
}
