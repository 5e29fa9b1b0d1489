import {
  ActivityCancellationType,
  ParentClosePolicy,
  proxyActivities,
  startChild,
} from '@temporalio/workflow';
import type { LearnActivities, Learned, LearnInput } from '../contracts/learning';
import { queueName, WORKFLOWS } from '../contracts/names';
import type { RunReport } from '../contracts/profile';
import type { RunInput } from '../contracts/run';

export interface LearnRunInput extends LearnInput {
  queuePrefix: string;
}

/** Brings one run's report into its deployment's profile. A workflow of its own, so that no run waits for it. */
export async function learnRun({ queuePrefix, ...input }: LearnRunInput): Promise<Learned> {
  const { learn } = proxyActivities<LearnActivities>({
    taskQueue: queueName(queuePrefix, 'spec-predict'),
    // Speculation's workers may be away for a while; nobody waits.
    scheduleToCloseTimeout: '1 day',
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '3s',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: '1 minute' },
    summary: `profile ${input.profile} · run ${input.report.runToken}`,
  });
  return learn(input);
}

/**
 * Hands a report over in the workflow task that ends the run: the server starts the child although its parent has
 * closed. One child a run token, whatever is retried or reset.
 */
export function handOver(input: RunInput, report: RunReport): void {
  if (!input.learning) return;
  const args: LearnRunInput = {
    ...input.learning,
    storeId: input.storeId,
    queuePrefix: input.queuePrefix,
    report,
  };
  startChild(WORKFLOWS.learn, {
    workflowId: `forerun-learn-${input.token}`,
    taskQueue: queueName(input.queuePrefix, 'orchestrator'),
    args: [args],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowTaskTimeout: '2s',
    staticSummary: `learn · ${input.title}`.slice(0, 180),
  }).catch(() => undefined);
}
