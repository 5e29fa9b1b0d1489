import { Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { PredictInput } from '../contracts/activities';
import type { LearnInput } from '../contracts/learning';
import { queueName, WORKFLOWS } from '../contracts/names';

/** Learning begins this long after it was asked for: a short run has ended by then and shares the machine with nothing. */
const BEGINS_AFTER = '1s';

/** Runs whose learning this process knows to be under way. */
const MAX_KNOWN = 10_000;
const known = new WeakMap<object, Set<string>>();

/**
 * Sees to it that a run's report will reach its deployment's profile: a workflow of its own, one a run token. Started
 * from a prediction, since nothing that a workflow asks for in its last task outlives it (docs/DECISIONS.md), and the run's
 * path must not wait. Returns at once; what fails is tried again by the run's next prediction.
 */
export function startLearning(
  client: Pick<Client, 'workflow'>,
  queuePrefix: string,
  { run, learned }: PredictInput,
): void {
  if (learned?.profile === undefined || learned.halfLife === undefined) return;
  const tokens = known.get(client) ?? new Set<string>();
  known.set(client, tokens);
  if (tokens.has(run.token)) return;
  if (tokens.size >= MAX_KNOWN) tokens.clear();
  tokens.add(run.token);
  const input: LearnInput & { queuePrefix: string } = {
    profile: learned.profile,
    halfLife: learned.halfLife,
    ...(learned.priorStrength === undefined ? {} : { priorStrength: learned.priorStrength }),
    storeId: run.storeId,
    runToken: run.token,
    workflowId: run.workflowId,
    queuePrefix,
  };
  const { log } = Context.current();
  client.workflow
    .start(WORKFLOWS.learn, {
      workflowId: `forerun-learn-${run.token}`,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      taskQueue: queueName(queuePrefix, 'orchestrator'),
      args: [input],
      startDelay: BEGINS_AFTER,
      workflowTaskTimeout: '2s',
      staticSummary: `learn from ${run.workflowId}`.slice(0, 180),
    })
    .catch((error: unknown) => {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      tokens.delete(run.token);
      log.warn('learning could not be started', { error });
    });
}
