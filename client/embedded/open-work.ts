import type { Client } from '@temporalio/client';
import { queueName } from '../../contracts/names';

/** Whether runs or batches of a deployment are open. Visibility may lag behind by a second or so. */
export async function hasOpenWork(client: Client, queuePrefix: string): Promise<boolean> {
  const query = `TaskQueue = '${queueName(queuePrefix, 'orchestrator')}' AND ExecutionStatus = 'Running'`;
  for await (const _ of client.workflow.list({ query, pageSize: 1 })) return true;
  return false;
}
