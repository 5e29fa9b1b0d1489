import { STATUS_CODES } from 'node:http';
import { ForerunError } from '../../contracts/errors';

/** `http_status`: retryable for 408, 429 and 5xx; `retryAfterMs` where the server named a time. */
export function httpStatusError(
  what: string,
  status: number,
  retryAfter: string | undefined,
  nowMs: number = Date.now(),
): ForerunError {
  const name = STATUS_CODES[status];
  return new ForerunError({
    code: 'http_status',
    blame: 'provider',
    retryable: status === 408 || status === 429 || status >= 500,
    retryAfterMs: parseRetryAfter(retryAfter, nowMs),
    message: `${what} could not be had: the server answered ${status}${name ? ` ${name}` : ''}.`,
    details: { status },
  });
}

/** RFC 9110 section 10.2.3: seconds, or a date. In milliseconds from now. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
