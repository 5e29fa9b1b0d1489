import type { Client } from '@temporalio/client';
import { queueName, WORKFLOWS } from '../../contracts/names';
import type { WarmToolsInput } from '../../contracts/warm-tools';
import { newToken } from './new-token';

/**
 * Has the tools' processes brought up before runs that are compared: whoever calls a tool first would pay for its start
 * otherwise. One worker process of each queue is reached. Never throws; takes 20 s at most.
 */
export async function warmTools(client: Pick<Client, 'workflow'>, input: WarmToolsInput): Promise<void> {
  await client.workflow
    .execute<(input: WarmToolsInput) => Promise<void>>(WORKFLOWS.warmTools, {
      workflowId: `warm-tools-${newToken()}`,
      taskQueue: queueName(input.queuePrefix, 'orchestrator'),
      args: [input],
      workflowExecutionTimeout: '20s',
      workflowTaskTimeout: '2s',
      staticSummary: 'tools are brought up before runs that are compared',
    })
    .catch(() => undefined);
}
