import { z } from 'zod';
import { ToolPolicy } from './tool-policy';

/**
 * Where a tool's policy comes from. `confirmed`: the user's entry counts. `unconfirmed`: there is one, not confirmed.
 * `changed`: confirmed, but the tool is another by now. `stateful`: confirmed, but its server remembers. `unnamed`:
 * there is none. `disabled`: taken out.
 */
export const PolicyState = z.enum(['confirmed', 'unconfirmed', 'changed', 'stateful', 'unnamed', 'disabled']);
export type PolicyState = z.infer<typeof PolicyState>;

/** One tool as its server lists it, beside the policy that a run would have for it. */
export const InspectedTool = z.object({
  name: z.string(),
  server: z.string(),
  tool: z.string(),
  description: z.string(),
  fingerprint: z.string(),
  hints: z.record(z.string(), z.unknown()),
  state: PolicyState,
  /** Absent where the tool is not offered. */
  policy: ToolPolicy.optional(),
});
export type InspectedTool = z.infer<typeof InspectedTool>;

/** What `forerun mcp inspect` finds out, as its program tells it. */
export const McpInspection = z.object({
  policyFile: z.string(),
  servers: z.array(
    z.object({
      name: z.string(),
      reachedBy: z.string(),
      tools: z.number(),
      error: z.object({ code: z.string(), message: z.string(), remedy: z.string().optional() }).optional(),
    }),
  ),
  tools: z.array(InspectedTool),
  /** Entries of the policy file for tools that no server lists, nor may list one that was not reached. */
  unlisted: z.array(z.string()),
  troubles: z.array(
    z.object({ server: z.string(), tool: z.string().optional(), code: z.string(), message: z.string() }),
  ),
});
export type McpInspection = z.infer<typeof McpInspection>;
