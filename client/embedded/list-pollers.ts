import type { Client } from '@temporalio/client';
import { QUEUE_ROLES, queueName, type QueueRole } from '../../contracts/names';
import type { Poller } from './assess-pollers';

/** `temporal.api.enums.v1.TaskQueueType`. */
const WORKFLOW_QUEUE = 1;
const ACTIVITY_QUEUE = 2;

/** Who has asked a deployment's queues for work in the last minutes. Throws what Temporal's client throws. */
export async function listPollers(client: Client, queuePrefix: string): Promise<Poller[]> {
  const found = await Promise.all(QUEUE_ROLES.map((role) => pollersOf(client, queuePrefix, role)));
  return found.flat();
}

async function pollersOf(client: Client, queuePrefix: string, role: QueueRole): Promise<Poller[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queueName(queuePrefix, role) },
    taskQueueType: role === 'orchestrator' ? WORKFLOW_QUEUE : ACTIVITY_QUEUE,
  });
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    queue: role,
    identity: identity ?? '',
    lastAccessMs: Number(lastAccessTime?.seconds ?? 0) * 1000,
  }));
}
