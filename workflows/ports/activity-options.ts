import { ActivityCancellationType, type ActivityOptions } from '@temporalio/common';
import { queueName, type QueueRole } from '../../contracts/names';
import type { RunInput } from '../../contracts/run';
import { RETRY } from '../../core/retry';

const { WAIT_CANCELLATION_COMPLETED } = ActivityCancellationType;

/** Room between a tool's own deadline and Temporal's, so that the tool can still answer. */
const TOOL_SLACK_MS = 5_000;

/** Options of authoritative work (DESIGN.md section 2, "Temporal, concretely"). */
export function realOptions(
  input: RunInput,
  role: QueueRole,
  timeoutMs: number,
  summary: string,
): ActivityOptions {
  return {
    ...optionsOfBoth(input, role, timeoutMs),
    heartbeatTimeout: 3_000,
    retry: { ...RETRY, nonRetryableErrorTypes: ['PayloadsTooLarge'] },
    summary,
  };
}

/** Options of speculative work: it starts soon or not at all, once, and nobody waits for its cancellation. */
export function aheadOptions(
  input: RunInput,
  role: QueueRole,
  timeoutMs: number,
  summary: string,
): ActivityOptions {
  return {
    ...optionsOfBoth(input, role, timeoutMs),
    scheduleToStartTimeout: input.timeouts.aheadStartMs,
    heartbeatTimeout: 2_000,
    retry: { maximumAttempts: 1 },
    summary,
  };
}

const optionsOfBoth = (input: RunInput, role: QueueRole, timeoutMs: number) => ({
  taskQueue: queueName(input.queuePrefix, role),
  startToCloseTimeout: timeoutMs + TOOL_SLACK_MS,
  cancellationType: WAIT_CANCELLATION_COMPLETED,
});
