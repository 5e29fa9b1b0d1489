import { ForerunError } from '../../contracts/errors';
import type { ToolOutcome } from '../../contracts/tool';

/** Failures of a search that no service charges for. */
const NOT_CHARGED = new Set(['no_search_key', 'search_key_refused', 'search_quota']);

/** A ForerunError as the outcome that the model is told; anything else is a bug of ours and is thrown on. */
export function failureOutcome(error: unknown): ToolOutcome {
  if (!(error instanceof ForerunError)) throw error;
  const wait =
    error.retryAfterMs === undefined ? '' : ` Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
  return {
    ok: false,
    code: error.code,
    message: `${error.message}${wait}${error.remedy ? ` ${error.remedy}` : ''}`,
    retryable: error.retryable,
    ...(NOT_CHARGED.has(error.code) ? { costUsd: 0 } : {}),
  };
}
