import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Learned, LearnInput } from '../contracts/learning';
import type { RunOutcome } from '../contracts/run';
import { assertStore } from '../store/assert-store';
import { profilesOf } from '../store/profiles';
import { withHeartbeat } from './with-heartbeat';
import type { WorkerContext } from './worker-context';

/** How soon a run that goes on is looked at again: a fifth of the time it has taken, within these bounds. */
const SOONEST_MS = 250;
const LATEST_MS = 10_000;

/** Adds a finished run's report to its deployment's profile, once, however often it is attempted. */
export const createLearn =
  (context: WorkerContext) =>
  (input: LearnInput): Promise<Learned> =>
    withHeartbeat(context, async () => {
      await assertStore(context.store, input.storeId);
      const outcome = await outcomeOf(context.client, input.workflowId);
      if (outcome?.token !== input.runToken || !outcome.report) return { folded: 'nothing' };
      const { profile: name, halfLife, priorStrength } = input;
      const settings = { halfLife, ...(priorStrength === undefined ? {} : { priorStrength }) };
      return profilesOf(context.store).foldIn({ name, report: outcome.report, settings });
    });

/** A run's result; undefined where it ended without one. Throws while it goes on, so that it is attempted again. */
async function outcomeOf(
  client: Pick<Client, 'workflow'>,
  workflowId: string,
): Promise<RunOutcome | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  const { status } = await handle.describe();
  if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') throw stillRunning(workflowId);
  return status.name === 'COMPLETED' ? ((await handle.result()) as RunOutcome) : undefined;
}

function stillRunning(workflowId: string): ApplicationFailure {
  const elapsedMs = Date.now() - Context.current().info.scheduledTimestampMs;
  return ApplicationFailure.create({
    type: 'run_not_finished',
    message: `${workflowId} goes on: its report comes at its end`,
    nonRetryable: false,
    nextRetryDelay: Math.min(Math.max(elapsedMs / 5, SOONEST_MS), LATEST_MS),
    category: ApplicationFailureCategory.BENIGN,
  });
}
