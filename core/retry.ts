/** How Temporal repeats authoritative work: about a minute in all. */
export const RETRY = {
  initialInterval: 250,
  backoffCoefficient: 2,
  maximumInterval: 15_000,
  maximumAttempts: 10,
} as const;

/**
 * The wait after a failed attempt (from 1) where a server asked for one: at least that, and never less than without its
 * wish. A server that says "1 s" again and again would use up ten attempts in ten seconds.
 */
export function delayAskedForMs(retryAfterMs: number, attempt: number): number {
  const backOff = RETRY.initialInterval * RETRY.backoffCoefficient ** (attempt - 1);
  return Math.max(retryAfterMs, Math.min(backOff, RETRY.maximumInterval));
}
