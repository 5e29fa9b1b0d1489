import { messageOf } from '../contracts/errors';
import { isObject, type Json, type JsonObject } from '../contracts/json';
import { lossyInteger } from './lossy-integer';

/** Deepest nesting that is taken; deeper arguments would overflow the stack of those who walk them. */
const MAX_DEPTH = 100;
const RECEIVED_CHARS = 200;

export type ParsedArguments =
  | { ok: true; arguments: JsonObject }
  | {
      ok: false;
      code: 'broken_arguments' | 'arguments_not_an_object';
      /** For the model: what is wrong and what is wanted. */
      message: string;
      /** What it wrote, shortened. */
      received: string;
    };

/**
 * Arguments of a tool call as a model wrote them. Never throws. Empty text is `{}`; an object that was encoded twice
 * (a JSON string that holds a JSON object) is decoded. Anything behind the object, a number that JavaScript cannot
 * hold as it is written, or nesting beyond 100 levels is broken.
 */
export function parseToolArguments(text: string): ParsedArguments {
  if (text.trim() === '') return { ok: true, arguments: {} };
  const first = parseJson(text);
  if (!first.ok) return broken(text, first.problem);
  if (typeof first.value === 'string') {
    if (first.value.trim() === '') return { ok: true, arguments: {} };
    const second = parseJson(first.value);
    if (second.ok && isObject(second.value)) return checked(first.value, second.value);
  }
  return isObject(first.value) ? checked(text, first.value) : notAnObject(text, first.value);
}

function parseJson(text: string): { ok: true; value: Json } | { ok: false; problem: string } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

function checked(text: string, value: JsonObject): ParsedArguments {
  const problem = findUnusable(value);
  if (problem !== undefined) return broken(text, problem);
  const lossy = lossyInteger(text);
  return lossy === undefined ? { ok: true, arguments: value } : tooLong(text, lossy);
}

/** Why a parsed value cannot be worked with; walks with a list instead of the stack. */
function findUnusable(root: Json): string | undefined {
  const open: { value: Json; depth: number }[] = [{ value: root, depth: 1 }];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    if (typeof entry.value === 'number' && !Number.isFinite(entry.value)) return 'a number is too large';
    if (entry.value === null || typeof entry.value !== 'object') continue;
    if (entry.depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    for (const value of Object.values(entry.value)) open.push({ value, depth: entry.depth + 1 });
  }
  return undefined;
}

function broken(text: string, problem: string): ParsedArguments {
  return {
    ok: false,
    code: 'broken_arguments',
    message: `The arguments are not valid JSON (${shorten(problem)}). Call the tool again with one complete JSON object and nothing behind it.`,
    received: shorten(text),
  };
}

function tooLong(text: string, number: string): ParsedArguments {
  return {
    ok: false,
    code: 'broken_arguments',
    message: `The number ${shorten(number)} has more digits than can be passed on unchanged. Call the tool again with it as a text, in quotes, if the tool takes one.`,
    received: shorten(text),
  };
}

function notAnObject(text: string, value: Json): ParsedArguments {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return {
    ok: false,
    code: 'arguments_not_an_object',
    message: `The arguments are ${kind}, but must be one JSON object such as {"name": "value"}. Call the tool again.`,
    received: shorten(text),
  };
}

function shorten(text: string): string {
  return text.length <= RECEIVED_CHARS
    ? text
    : `${text.slice(0, RECEIVED_CHARS)}… (${text.length} characters)`;
}
