import { startChild } from '@temporalio/workflow';
import type { BatchInput, FinishedRun, PlannedRun } from '../../contracts/batch';
import type { SpeculationBudget } from '../../contracts/gate';
import { queueName, WORKFLOWS } from '../../contracts/names';
import type { RunInput, RunOutcome } from '../../contracts/run';
import { stopSignal } from '../signals';

/** One run of a batch as a child workflow: how it ended, and what it used of its grant, where it could tell. Never rejects. */
export async function runChild(
  input: BatchInput,
  plan: PlannedRun,
  {
    grant,
    onStarted,
    isStopping,
  }: { grant: SpeculationBudget | undefined; onStarted: () => void; isStopping: () => boolean },
): Promise<{ end: FinishedRun; used?: SpeculationBudget }> {
  const { workflowId, taskId, arm } = plan;
  try {
    const child = await startChild<(run: RunInput) => Promise<RunOutcome>>(WORKFLOWS.run, {
      workflowId,
      taskQueue: queueName(input.template.queuePrefix, 'orchestrator'),
      args: [childInput(input, plan, grant)],
      workflowTaskTimeout: '2s',
      staticSummary: `${taskId} · ${arm} · ${plan.title}`.slice(0, 180),
      ...(input.template.searchAttributes
        ? {
            searchAttributes: {
              ForerunBatch: [input.batchId],
              ForerunTask: [taskId],
              ForerunArm: [arm],
              ForerunLevel: [plan.level],
              ForerunStatus: ['running'],
              ForerunModel: [input.model],
            },
          }
        : {}),
    });
    onStarted();
    // A stop that came before the child was there could not reach it; one that has ended meanwhile needs none.
    if (isStopping()) await child.signal(stopSignal).catch(() => undefined);
    const outcome = await child.result();
    return { end: { workflowId, taskId, arm, status: outcome.status }, used: outcome.speculationUsed };
  } catch {
    // Also where somebody else cancelled or terminated it. Nobody can tell what it has used: its whole grant counts.
    return { end: { workflowId, taskId, arm, status: 'failed' } };
  }
}

function childInput(input: BatchInput, plan: PlannedRun, grant: SpeculationBudget | undefined): RunInput {
  return {
    title: plan.title,
    taskId: plan.taskId,
    arm: plan.arm,
    token: plan.token,
    taskHash: plan.taskHash,
    root: plan.root,
    ...input.template,
    batchId: input.batchId,
    speculation: {
      ...input.template.speculation,
      lookahead: plan.lookahead,
      ...(grant ? { grant } : {}),
    },
  };
}
