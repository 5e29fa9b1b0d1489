import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Call } from '../../contracts/call';
import { messageOf } from '../../contracts/errors';
import type { Outcome } from '../../contracts/outcome';
import { sha256Hex } from '../../core/sha256';

/** The outcome of a call whose execution could not be brought to an end: the model is told, rule 9. */
export function lostOutcome(call: Call, idempotent: boolean, error: unknown): Outcome {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const reason = messageOf(cause);
  const code = idempotent ? 'tool_unavailable' : 'outcome_unknown';
  const text = idempotent
    ? `Error (${code}): ${call.tool} could not be executed: ${reason}`
    : `Error (${code}): ${call.tool} was started, but whether it took effect is unknown: ${reason}. Check before you repeat it.`;
  const base = {
    textHash: sha256Hex(text),
    preview: text.slice(0, 200),
    chars: text.length,
    seconds: 0,
    costUsd: 0,
  };
  return { ...base, ok: false, code, retryable: false, authoredText: text };
}

/** Cancellation, and what no model can do anything about: another store or policy, a corrupt blob. */
export function isFatal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return true;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
