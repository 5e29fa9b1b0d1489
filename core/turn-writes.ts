import type { DecidedCall } from '../contracts/call';
import type { ToolPolicy } from '../contracts/tool-policy';

/** Whether a turn writes, so that its calls are carried out in their order. A tool without a policy counts as one that does. */
export const turnWrites = (
  calls: readonly DecidedCall[],
  policyOf: (tool: string) => ToolPolicy | undefined,
): boolean => calls.some((call) => !call.problem && (policyOf(call.tool)?.effect ?? 'write') === 'write');
