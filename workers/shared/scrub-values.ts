const HIDDEN = '[hidden]';
const MAX_DEPTH = 8;

/** A copy of a value in which no string holds a secret. Errors become plain records; deep structures are cut. */
export function scrubValues(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  const scrub = (inner: unknown): unknown => scrubValues(inner, secrets, depth + 1);
  if (value instanceof Error) {
    const { name, message, stack, cause, ...rest } = value as Error & Record<string, unknown>;
    return scrub({ ...rest, name, message, stack, ...(cause === undefined ? {} : { cause }) });
  }
  if (Array.isArray(value)) return value.map(scrub);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrub(inner)]));
}
