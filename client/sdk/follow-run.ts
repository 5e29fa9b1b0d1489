import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { QUERIES } from '../../contracts/names';
import type { RunOutcome, RunProgress, StepRecord } from '../../contracts/run';
import { attemptTroubles, type AttemptTrouble } from './attempt-troubles';
import { awaitOutcome } from './await-outcome';
import type { BatchEntry } from './plan-runs';

const POLL_MS = 300;
/** Polls between two looks at what keeps failing. */
const TROUBLE_EVERY = 8;

/**
 * Follows a run to its end: every step once and in order as it appears, then the outcome. A query that nobody answers
 * (no worker, a restart) is asked again; it never ends the following.
 */
export async function followRun(input: {
  client: Client;
  run: Pick<BatchEntry['run'], 'workflowId' | 'token' | 'taskId' | 'arm'>;
  onStep: (step: StepRecord) => void;
  /** A step is being tried again after this failure; each failure once. */
  onTrouble?: (trouble: AttemptTrouble) => void;
}): Promise<RunOutcome> {
  const { client, run, onStep } = input;
  let shown = 0;
  let polls = 0;
  const told = new Set<string>();
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
    if (input.onTrouble && (polls += 1) % TROUBLE_EVERY === 0) {
      for (const trouble of await attemptTroubles(client, run.workflowId)) {
        const key = `${trouble.activity} ${trouble.message}`;
        if (!told.has(key)) input.onTrouble(trouble);
        told.add(key);
      }
    }
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
