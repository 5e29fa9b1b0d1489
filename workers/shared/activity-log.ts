import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { DecideInput, PredictInput, RunToolInput } from '../../contracts/activities';
import type { LearnInput } from '../../contracts/learning';

type RunActivityInput = Partial<DecideInput & PredictInput & RunToolInput & LearnInput>;

/**
 * What every line about an activity carries: run, workflow, step, queue, activity, attempt and whether it is ahead.
 * Temporal writes one line at its end: `debug` when it is done or cancelled, `warn` with the code when it failed.
 */
export const activityLog: ActivityInterceptorsFactory = ({ info }) => {
  let about: Record<string, unknown> = {
    activity: info.activityType,
    queue: info.taskQueue,
    attempt: info.attempt,
    workflow: info.workflowExecution?.workflowId,
  };
  return {
    inbound: {
      async execute(input, next) {
        about = { ...about, ...aboutInput(input.args[0]) };
        const result = await next(input);
        about = { ...about, ...aboutResult(result) };
        return result;
      },
    },
    outbound: { getLogAttributes: () => about },
  };
};

/** Names and numbers only: no arguments, no texts. */
function aboutInput(input: unknown): Record<string, unknown> {
  const { run, runToken, step, index, ahead, call } = (input ?? {}) as RunActivityInput;
  const predicts = run !== undefined && ahead === undefined;
  return {
    ...(run && { run: run.token }),
    ...(runToken !== undefined && { run: runToken }),
    ...(step !== undefined && { step }),
    ...(call && { index, tool: call.tool }),
    ...((ahead !== undefined || predicts) && { ahead: ahead ?? predicts }),
  };
}

/** The code of an outcome that tells the model of a failure: the activity itself has not failed. */
function aboutResult(result: unknown): Record<string, unknown> {
  const { ok, code } = (result ?? {}) as { ok?: unknown; code?: unknown };
  return ok === false ? { code } : {};
}
