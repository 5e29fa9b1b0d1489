import type { Client } from '@temporalio/client';
import { queueName, WORKFLOWS } from '../../contracts/names';

/** What is open on a deployment's queues: `runs` (or batches), or only what learns from runs that have ended. */
export type OpenWork = 'runs' | 'learning';

/** Undefined where nothing is open. Visibility may lag behind by a second or so. */
export async function openWork(client: Client, queuePrefix: string): Promise<OpenWork | undefined> {
  const open = `TaskQueue = '${queueName(queuePrefix, 'orchestrator')}' AND ExecutionStatus = 'Running'`;
  if (await anyOf(client, `${open} AND WorkflowType != '${WORKFLOWS.learn}'`)) return 'runs';
  return (await anyOf(client, open)) ? 'learning' : undefined;
}

async function anyOf(client: Client, query: string): Promise<boolean> {
  for await (const _ of client.workflow.list({ query, pageSize: 1 })) return true;
  return false;
}
