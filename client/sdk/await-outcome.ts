import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { RunOutcome } from '../../contracts/run';
import { missingOutcome } from '../results/build-run-record';
import { isTransient } from './is-transient';
import type { BatchEntry } from './plan-runs';

const RETRY_MS = 500;
/** A server that is away for longer is not restarting. */
const PATIENCE_MS = 60_000;

/** What a request gives, asked again while the server is restarting. */
export async function patiently<T>(request: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isTransient(error) || Date.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/**
 * How a run ended; waits for it. A workflow that failed, was terminated or never existed gives a failed outcome that
 * says so, never an error.
 */
export async function awaitOutcome(
  client: Client,
  run: Pick<BatchEntry['run'], 'workflowId' | 'token' | 'taskId' | 'arm'>,
): Promise<RunOutcome> {
  const startedMs = Date.now();
  const { token, taskId, arm } = run;
  const failed = (code: string, message: string): RunOutcome =>
    missingOutcome({
      token,
      taskId,
      arm,
      error: { code, message },
      wallSeconds: (Date.now() - startedMs) / 1000,
    });
  try {
    const handle = client.workflow.getHandle<() => Promise<RunOutcome>>(run.workflowId);
    return await patiently(() => handle.result());
  } catch (error) {
    if (error instanceof WorkflowFailedError) {
      return failed('workflow_failed', error.cause?.message ?? error.message);
    }
    if (error instanceof WorkflowNotFoundError) {
      return failed('workflow_missing', `the workflow ${run.workflowId} was never started`);
    }
    throw error;
  }
}
