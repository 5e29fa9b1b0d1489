import type { Json, JsonObject } from '../contracts/json';
import { canonicalJson } from './canonical-json';
import { sha256Hex } from './sha256';

/** Strings trimmed and in Unicode NFC, at every depth; keys, types and order of lists stay as they are. */
export function normaliseStrings<T extends Json>(value: T): T {
  if (typeof value === 'string') return value.normalize('NFC').trim() as T;
  if (Array.isArray(value)) return value.map(normaliseStrings) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, normaliseStrings(inner)]),
    ) as T;
  }
  return value;
}

/** Canonical key of a call: equal for calls that mean the same. Expects arguments that the tool has normalised. */
export function canonicalKey(tool: string, args: JsonObject): string {
  return sha256Hex(canonicalJson([tool, args]));
}
