import type { Json, JsonObject } from '../../contracts/json';
import type { ReadyArgument } from './ready-model';
import type { ValueCandidate } from './values';

/** Arguments with each value at its path; undefined for paths that name no place of their own. */
export function buildArguments(
  paths: readonly string[],
  values: readonly ValueCandidate[],
  models: readonly (ReadyArgument | undefined)[],
): JsonObject | undefined {
  const built: JsonObject = {};
  for (const [at, path] of paths.entries()) {
    const value = values[at];
    if (!value || !buildable(path)) return undefined;
    let place: JsonObject = built;
    const names = path.split('.');
    for (const [depth, raw] of names.entries()) {
      const listed = raw.endsWith('[]');
      const name = listed ? raw.slice(0, -2) : raw;
      if (depth === names.length - 1) {
        const typed = typedValue(value, models[at]);
        place[name] = listed ? [typed] : typed;
      } else {
        const inner: JsonObject =
          ((listed ? (place[name] as Json[] | undefined)?.[0] : place[name]) as JsonObject) ?? {};
        place[name] = listed ? [inner] : inner;
        place = inner;
      }
    }
  }
  return built;
}

/** Whether a path can be written to: no names that are values, no lists of lists. */
export const buildable = (path: string): boolean =>
  path !== '' && !path.includes('*') && !path.includes('[][]') && !path.startsWith('[]');

/** The text as the argument's usual type, or as it stood in the context. */
function typedValue(value: ValueCandidate, model: ReadyArgument | undefined): Json {
  const { text } = value;
  const types = model?.types;
  const numeric = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text);
  if (types && types.string + types.number + types.boolean > 0) {
    if (types.number > types.string && numeric) return Number(text);
    if (types.boolean > types.string && (text === 'true' || text === 'false')) return text === 'true';
    return text;
  }
  const raw = value.occurrence?.value;
  return typeof raw === 'number' && numeric
    ? Number(text)
    : typeof raw === 'boolean'
      ? text === 'true'
      : text;
}
