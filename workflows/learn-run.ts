import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { LearnActivities, Learned, LearnInput } from '../contracts/learning';
import { queueName } from '../contracts/names';

/**
 * Brings one run's report into its deployment's profile when the run has ended. A workflow of its own, started by the
 * run's first prediction: no run waits for it, and it outlives any process.
 */
export async function learnRun({
  queuePrefix,
  ...input
}: LearnInput & { queuePrefix: string }): Promise<Learned> {
  const { learn } = proxyActivities<LearnActivities>({
    taskQueue: queueName(queuePrefix, 'spec-predict'),
    // It is attempted until the run has ended, and while speculation's workers are away. Nobody waits.
    scheduleToCloseTimeout: '7 days',
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '3s',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: '1 minute' },
    summary: `profile ${input.profile} · run ${input.runToken}`,
  });
  return learn(input);
}
