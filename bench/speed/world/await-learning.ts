import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { FinishedRun } from './run-one';
import type { World } from './world';

const TRIES = 20;
const BETWEEN_MS = 250;

/**
 * Resolves when what a speculating run has taught is in the profile: work that comes after the run, and that would take
 * the machine from whatever is timed next. Throws where it fails, or where nothing has begun to learn after five seconds.
 */
export async function awaitLearning(world: World, { outcome, workflowId }: FinishedRun): Promise<void> {
  const learning = world.client.workflow.getHandle(`forerun-learn-${outcome.token}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await learning.result();
      return;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      if (attempt === TRIES)
        throw new Error(`${workflowId} taught nothing: ${learning.workflowId} was never started`, {
          cause: error,
        });
      await sleep(BETWEEN_MS);
    }
  }
}
