import type { Json, JsonObject } from '../contracts/json';

/** Unknown fields are kept: the last value, lists joined. */
export function mergeOpaque(
  target: JsonObject,
  source: Record<string, unknown>,
  known: ReadonlySet<string>,
): void {
  for (const [name, value] of Object.entries(source)) {
    if (known.has(name) || value === undefined || value === null) continue;
    const before = target[name];
    target[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : (value as Json);
  }
}
