import { proxyActivities } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { ForerunActivities } from '../contracts/activities';
import type { ReExecuteInput, ReExecution, ReExecutedCall } from '../contracts/audit';
import { queueName } from '../contracts/names';
import { describeCall } from '../core/describe-call';

/** Calls at a time. */
const AT_A_TIME = 8;

/**
 * Executes calls once more and returns what each gave, in their order. They run as pre-executions do: whatever the input
 * says, the activity executes `pure` and `read` tools of its own policy only.
 */
export async function reExecute(input: ReExecuteInput): Promise<ReExecution[]> {
  const results: ReExecution[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < input.calls.length) {
      const place = next;
      next += 1;
      const call = input.calls[place];
      if (call) results[place] = await once(input, call);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

async function once(
  { queuePrefix, run }: ReExecuteInput,
  { call, step, index, timeoutMs }: ReExecutedCall,
): Promise<ReExecution> {
  const { runTool } = proxyActivities<Pick<ForerunActivities, 'runTool'>>({
    taskQueue: queueName(queuePrefix, 'tools'),
    startToCloseTimeout: timeoutMs + 5_000,
    heartbeatTimeout: 3_000,
    retry: { maximumAttempts: 3, initialInterval: 250 },
    summary: `audit · step ${step} · ${describeCall(call, 150)}`,
  });
  const idempotencyKey = `${run.token}-${step}-${index}-audit`;
  try {
    const { ok, textHash, preview } = await runTool({ run, call, step, index, ahead: true, idempotencyKey });
    return { ok, textHash, preview };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof Error)) throw error;
    return {
      refused: cause instanceof ApplicationFailure ? (cause.type ?? 'unknown') : 'activity_lost',
      message: cause.message,
    };
  }
}
