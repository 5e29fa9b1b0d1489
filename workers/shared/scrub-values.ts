const MAX_DEPTH = 8;

/**
 * A plain copy of a value whose strings and keys have gone through `scrub`. Errors become records, bytes their number,
 * dates and the like what JSON makes of them; deep structures are cut.
 */
export function scrubValues(value: unknown, scrub: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  const inner = (part: unknown): unknown => scrubValues(part, scrub, depth + 1);
  if (value instanceof Error) return errorRecord(value, inner);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Map || value instanceof Set) return [...value].map(inner);
  if ('toJSON' in value && typeof value.toJSON === 'function') return inner(value.toJSON());
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [scrub(key), inner(part)]));
}

function errorRecord(error: Error, inner: (part: unknown) => unknown): unknown {
  const { name, message, stack, cause, ...rest } = error as Error & Record<string, unknown>;
  const record = { name, message, stack, ...(cause === undefined ? {} : { cause }), ...rest };
  return Object.fromEntries(Object.entries(record).map(([key, part]) => [key, inner(part)]));
}
