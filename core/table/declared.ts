import type { JsonObject } from '../../contracts/json';

/** What a tool's schema declares of its arguments, for tools that the table never saw. */
export interface Declared {
  /** Arguments that every call has, in order of names. */
  arguments: readonly string[];
  /** Those that a call may have, in the schema's order. */
  optional: readonly string[];
}

/** The arguments that a JSON schema declares; it may hold anything. */
export function declaredArguments({ required, properties }: JsonObject): Declared {
  const names = (Array.isArray(required) ? required : []).filter((name) => typeof name === 'string').sort();
  const all = properties !== null && typeof properties === 'object' ? Object.keys(properties) : [];
  return { arguments: names, optional: all.filter((name) => !names.includes(name)) };
}
