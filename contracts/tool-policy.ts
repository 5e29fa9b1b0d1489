import { z } from 'zod';

/** What a tool does to the world. Only `pure` and `read` are ever executed ahead. */
export const Effect = z.enum(['pure', 'read', 'write']);
export type Effect = z.infer<typeof Effect>;

/** What a tool's arguments can carry out of the user's systems. */
export const Egress = z.enum(['none', 'query', 'url']);
export type Egress = z.infer<typeof Egress>;

/** What a run may rely on about one tool; pinned in the run's input, checked again where the tool runs. */
export const ToolPolicy = z.strictObject({
  effect: Effect,
  egress: Egress,
  /**
   * Whose words the tool's results are. `untrusted`, the default: anybody's, so that nothing in them may leave the
   * user's systems ahead of the actor (docs/security.md). `trusted`: the operator vouches for the results' structured
   * fields, such as ids and codes of their own system; texts inside them stay untrusted.
   */
  output: z.enum(['untrusted', 'trusted']).optional(),
  /** Running it twice with one idempotency key has the effect of running it once. */
  idempotent: z.boolean(),
  /** Start-to-close limit of one execution. */
  timeoutMs: z.number().int().positive(),
  /** How long, counted from its launch, an ahead execution may be waited for before the real call is started beside it. */
  p95Ms: z.number().int().positive(),
  /** How long, counted from its launch, a `read` outcome stays claimable. */
  ttlMs: z.number().int().positive(),
  /** Largest text that the model is shown, in characters. */
  maxChars: z.number().int().positive(),
  priceUsd: z.number().nonnegative(),
});
export type ToolPolicy = z.infer<typeof ToolPolicy>;

/** A toolset's policies by tool name, and the SHA-256 of their canonical JSON. `core/policy-of.ts` reads it. */
export const PinnedPolicy = z.object({
  hash: z.string(),
  tools: z.record(z.string(), ToolPolicy),
  /** What counts for tools that are not named, in toolsets whose tools nobody knows beforehand. */
  unnamed: ToolPolicy.optional(),
  /** Tools that `unnamed` does not count for: they may not run. */
  disabled: z.array(z.string()).optional(),
  /** What each tool was when its policy was confirmed; a tool that is another by now is treated as unnamed. */
  fingerprints: z.record(z.string(), z.string()).optional(),
});
export type PinnedPolicy = z.infer<typeof PinnedPolicy>;
