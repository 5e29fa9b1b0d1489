import type { Client } from '@temporalio/client';
import { openWork, type OpenWork } from './open-work';

/** The server's list of open runs lags behind by so much, more on a busy machine: till then a run may have ended. */
const LIST_LAG_MS = 4_000;
/** Time for ended runs to be learned from: it goes on with the next workers, but soon is better. */
const LEARNING_MS = 12_000;

/**
 * Answers whether work on the queues needs the workers: runs always, learning for a while. `onRuns` is called where the
 * list has shown runs for longer than it lags.
 */
export function createWorkWatch(
  client: Client,
  queuePrefix: string,
  onRuns: () => void,
): () => Promise<boolean> {
  const since: Partial<Record<OpenWork, number>> = {};
  const lasts = (work: OpenWork, open: OpenWork | undefined): number => {
    since[work] = open === work ? (since[work] ?? Date.now()) : undefined;
    return Date.now() - (since[work] ?? Date.now());
  };
  return async () => {
    const open = await openWork(client, queuePrefix);
    if (lasts('runs', open) >= LIST_LAG_MS) onRuns();
    const learningMs = lasts('learning', open);
    return open === 'runs' || (open === 'learning' && learningMs < LEARNING_MS);
  };
}
