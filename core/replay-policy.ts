import type { ToolPolicy } from '../contracts/tool-policy';

/** Recorded tools that `toolPolicy` does not name: default deny. Which of them only read, the configuration says. */
export const UNNAMED_REPLAY_TOOL: ToolPolicy = {
  effect: 'write',
  egress: 'none',
  idempotent: true,
  timeoutMs: 300_000,
  p95Ms: 30_000,
  ttlMs: 600_000,
  maxChars: 1_000_000,
  priceUsd: 0,
};
