import type { Client } from '@temporalio/client';
import { queueName, WORKFLOWS } from '../../contracts/names';
import type { Config } from '../../contracts/config';
import type { WarmToolsInput } from '../../contracts/warm-tools';
import { newToken } from './new-token';
import type { ArmChoice } from './plan-runs';

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

/** The same for runs in these arms, where they are compared at all. */
export async function warmForArms(
  { client, config }: { client: Pick<Client, 'workflow'>; config: Config },
  arms: readonly ArmChoice[],
): Promise<void> {
  if (arms.length < 2) return;
  const speculates = arms.some(({ arm }) => arm === 'speculate');
  await warmTools(client, {
    queuePrefix: config.temporal.queuePrefix,
    queues: speculates ? ['tools', 'spec-tools'] : ['tools'],
  });
}
