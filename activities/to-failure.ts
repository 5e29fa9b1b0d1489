import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { AheadDetails } from '../contracts/activities';
import { ForerunError } from '../contracts/errors';

/** What a failure carries to the workflow: no stack of the provider, no request, no key. */
export interface FailureDetails extends Partial<AheadDetails> {
  blame?: ForerunError['blame'];
  remedy?: string;
}

/** The one place where errors become Temporal failures: type = our code, retryability and delay = what the error says. */
export function toFailure(error: unknown, spent?: AheadDetails): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ForerunError) {
    const details: FailureDetails = { blame: error.blame, remedy: error.remedy, ...spent };
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !error.retryable,
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
      details: [details],
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.create({
    type: 'internal_error',
    message,
    details: [{ blame: 'system', ...spent }],
  });
}
