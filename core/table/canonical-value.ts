import type { Json, JsonObject } from '../../contracts/json';

/** Strings trimmed, nulls dropped from objects, at every depth: what equal arguments have in common. */
export function settleValue(value: Json): Json {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(settleValue);
  if (value === null || typeof value !== 'object') return value;
  const settled: JsonObject = {};
  for (const key of sortedKeys(value)) {
    const inner = value[key];
    if (inner !== undefined && inner !== null) settled[key] = settleValue(inner);
  }
  return settled;
}

function sortedKeys(value: JsonObject): string[] {
  const keys = Object.keys(value);
  for (let at = 1; at < keys.length; at += 1)
    if ((keys[at - 1] as string) > (keys[at] as string)) return keys.sort();
  return keys;
}

/** Equal for calls that mean the same: key order, nulls, outer blanks and `1.0` against `1` do not count. */
export function callText(tool: string, args: JsonObject): string {
  return `${tool}${JSON.stringify(settleValue(args))}`;
}

/** Text of a scalar, the same for `"12"` and `12`; undefined for lists, objects, null and blank or very long text. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' || text.length > MAX_SCALAR_LENGTH ? undefined : text;
  }
  if (typeof value === 'number') return String(value);
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** Longer text is prose, not a value that is handed on. */
const MAX_SCALAR_LENGTH = 200;

/** Key under which a run remembers the arguments of its calls, by their texts in order of paths. */
export const madeKey = (tool: string, texts: readonly string[]): string => `${tool}\n${texts.join('\n')}`;
