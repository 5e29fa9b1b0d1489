import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { QUERIES } from '../../contracts/names';
import type { RunOutcome, RunProgress, StepRecord } from '../../contracts/run';
import { awaitOutcome } from './await-outcome';
import type { BatchEntry } from './plan-runs';

const POLL_MS = 300;

/**
 * Follows a run to its end: every step once and in order as it appears, then the outcome. A query that nobody answers
 * (no worker, a restart) is asked again; it never ends the following.
 */
export async function followRun(input: {
  client: Client;
  run: Pick<BatchEntry['run'], 'workflowId' | 'token' | 'taskId' | 'arm'>;
  onStep: (step: StepRecord) => void;
  onProgress?: (progress: RunProgress) => void;
}): Promise<RunOutcome> {
  const { client, run, onStep } = input;
  let shown = 0;
  const show = (steps: readonly StepRecord[]): void => {
    for (const step of steps.slice(shown)) onStep(step);
    shown = Math.max(shown, steps.length);
  };
  const settled = new AbortController();
  const outcome = awaitOutcome(client, run).finally(() => settled.abort());
  outcome.catch(() => undefined);
  while (!settled.signal.aborted) {
    await sleep(POLL_MS, undefined, { signal: settled.signal }).catch(() => undefined);
    if (settled.signal.aborted) break;
    const progress = await queryProgress<RunProgress>(client, run.workflowId);
    if (!progress || settled.signal.aborted) continue;
    show(progress.steps);
    input.onProgress?.(progress);
  }
  const end = await outcome;
  show(end.steps);
  return end;
}

const QUERY_LIMIT_MS = 3_000;

/** A workflow's own account of where it is; undefined where nobody answers in time. */
export async function queryProgress<T>(client: Client, workflowId: string): Promise<T | undefined> {
  try {
    return await client.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      client.workflow.getHandle(workflowId).query<T>(QUERIES.progress),
    );
  } catch {
    return undefined;
  }
}
