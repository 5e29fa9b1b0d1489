/** A server that asks for a longer wait is not taken at its word. */
const MAX_WAIT_MS = 3_600_000;

/** How long a server asks us to wait: `retry-after-ms`, else `retry-after` in seconds or as a date. */
export function retryAfterMs(headers: Pick<Headers, 'get'>, nowMs: number): number | undefined {
  const milliseconds = toNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return bounded(milliseconds);
  const header = headers.get('retry-after');
  const seconds = toNumber(header);
  if (seconds !== undefined) return bounded(seconds * 1000);
  const dateMs = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : bounded(dateMs - nowMs);
}

function toNumber(header: string | null): number | undefined {
  return header !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : undefined;
}

const bounded = (ms: number): number => Math.min(MAX_WAIT_MS, Math.max(0, Math.round(ms)));
