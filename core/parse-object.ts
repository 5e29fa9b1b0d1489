import { isObject, type JsonObject } from '../contracts/json';

/** The JSON object that a text is; undefined for any other text. Never throws. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
