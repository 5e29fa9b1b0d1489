import { proxyActivities } from '@temporalio/workflow';

/** Empty activities one after the other, and nothing else: what so many steps of any workflow cost on this machine. */
export async function bareWorkflow(activities: number): Promise<void> {
  // Eager dispatch never crosses task queues, and Forerun's activities have queues of their own.
  const { empty } = proxyActivities<{ empty(): Promise<void> }>({
    startToCloseTimeout: '10s',
    allowEagerDispatch: false,
  });
  for (let done = 0; done < activities; done += 1) await empty();
}
