import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { AheadDetails } from '../contracts/activities';
import { ForerunError, messageOf } from '../contracts/errors';
import { delayAskedForMs } from '../core/retry';

/** What a failure carries to the workflow: no stack of the provider, no request, no key. */
export interface FailureDetails extends Partial<AheadDetails> {
  blame?: ForerunError['blame'];
  remedy?: string;
}

/** Errors that speculation brings about by design: no reason for a warning. */
const EXPECTED = new Set(['ahead_preempted', 'cancelled']);

/**
 * The one place where errors become Temporal failures: type = our code, retryability = what the error says, delay = at
 * least what it says. Texts go through `scrub`; causes and stacks stay here. `attempt` counts from 1.
 */
export function toFailure(
  error: unknown,
  { spent, scrub, attempt }: { spent?: AheadDetails; scrub: (text: string) => string; attempt: number },
): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ForerunError) {
    const details: FailureDetails = {
      blame: error.blame,
      ...(error.remedy === undefined ? {} : { remedy: scrub(error.remedy) }),
      ...spent,
    };
    return ApplicationFailure.create({
      type: error.code,
      message: scrub(error.message),
      nonRetryable: !error.retryable,
      ...(EXPECTED.has(error.code) ? { category: ApplicationFailureCategory.BENIGN } : {}),
      ...(error.retryAfterMs === undefined
        ? {}
        : { nextRetryDelay: delayAskedForMs(error.retryAfterMs, attempt) }),
      details: [details],
    });
  }
  const message = messageOf(error);
  return ApplicationFailure.create({
    type: 'internal_error',
    message: scrub(message),
    details: [{ blame: 'system', ...spent }],
  });
}
