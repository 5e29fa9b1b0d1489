import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { queueName } from '../contracts/names';
import type { WarmToolsActivities, WarmToolsInput } from '../contracts/warm-tools';

/** Has a worker of each queue bring its tools' processes up. Never fails: cold tools are slow and nothing worse. */
export async function warmTools({ queuePrefix, queues }: WarmToolsInput): Promise<void> {
  await Promise.allSettled(
    queues.map((role) => {
      const activities = proxyActivities<WarmToolsActivities>({
        taskQueue: queueName(queuePrefix, role),
        scheduleToStartTimeout: '3s',
        startToCloseTimeout: '15s',
        heartbeatTimeout: '3s',
        cancellationType: ActivityCancellationType.TRY_CANCEL,
        retry: { maximumAttempts: 1 },
        summary: 'tools are brought up',
      });
      return activities.warmTools();
    }),
  );
}
