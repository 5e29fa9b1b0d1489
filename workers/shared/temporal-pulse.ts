import type { Connection } from '@temporalio/client';

/** Below the three seconds that a container's health check waits. */
const DEADLINE_MS = 1_500;
/** Many probes at once ask the server once. */
const FRESH_MS = 1_000;

/** Asks whether the Temporal server answers; the last answer counts for a second. */
export function temporalPulse(
  connection: Pick<Connection, 'withDeadline' | 'workflowService'>,
  now: () => number = Date.now,
): () => Promise<boolean> {
  let last: { atMs: number; answers: Promise<boolean> } | undefined;
  const ask = (): Promise<boolean> =>
    connection
      .withDeadline(now() + DEADLINE_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
  return () => {
    if (!last || now() - last.atMs >= FRESH_MS) last = { atMs: now(), answers: ask() };
    return last.answers;
  };
}
