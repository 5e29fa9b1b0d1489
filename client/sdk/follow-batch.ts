import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { BatchOutcome, BatchProgress, FinishedRun } from '../../contracts/batch';
import { patiently } from './await-outcome';
import { queryProgress } from './follow-run';
import type { BatchRun } from './start-batch';

const POLL_MS = 500;

/**
 * Follows a batch to its end: `onFinished` gets every run once, one after the other, `onProgress` where the batch is.
 * Returns why the batch's workflow itself failed or was terminated, if it did. What `onFinished` throws ends the
 * following.
 */
export async function followBatch(input: {
  client: Client;
  batchId: string;
  onFinished: (run: FinishedRun) => Promise<void>;
  onProgress: (progress: BatchProgress) => void;
  /** How it ended; not called for a batch whose workflow failed. */
  onEnd?: (outcome: BatchOutcome) => void;
}): Promise<string | undefined> {
  const { client, batchId, onFinished, onProgress } = input;
  const seen = new Set<string>();
  const hand = async (finished: readonly FinishedRun[]): Promise<void> => {
    for (const run of finished) {
      if (seen.has(run.workflowId)) continue;
      seen.add(run.workflowId);
      await onFinished(run);
    }
  };
  const handle = client.workflow.getHandle<BatchRun>(batchId);
  const ended = new AbortController();
  const outcome = awaitBatch(handle).finally(() => ended.abort());
  outcome.catch(() => undefined);
  while (!ended.signal.aborted) {
    const progress = await queryProgress<BatchProgress>(client, batchId);
    if (progress && !ended.signal.aborted) {
      onProgress(progress);
      await hand(progress.finished);
    }
    await sleep(POLL_MS, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  const end = await outcome;
  if ('failure' in end) {
    // What had ended before it failed is done: it is not run again.
    await hand((await queryProgress<BatchProgress>(client, batchId))?.finished ?? []);
    return end.failure;
  }
  await hand(end.finished);
  input.onEnd?.(end);
  return undefined;
}

async function awaitBatch(handle: WorkflowHandle<BatchRun>): Promise<BatchOutcome | { failure: string }> {
  try {
    return await patiently(() => handle.result());
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { failure: rootMessage(error) };
    throw error;
  }
}

/** The innermost reason is the one that a person can act on. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
