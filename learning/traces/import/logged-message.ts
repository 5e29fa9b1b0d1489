import { isObject, type JsonObject } from '../../../contracts/json';
import { parseObject } from '../../../core/parse-object';
import type { TraceCall, TraceMessage } from '../../../contracts/trace';

export type Fields = Record<string, unknown>;

export const textOrUndefined = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What a message of a log cannot be read as; the line's error carries it on. */
export class UnreadableLog extends Error {}

/** Arguments as a log has them: a JSON object in text or as it is; text that is none stays text. */
export function callArguments(raw: unknown): TraceCall['arguments'] {
  if (isObject(raw)) return raw as JsonObject;
  if (raw === undefined || raw === null || raw === '') return {};
  return typeof raw === 'string' ? (parseObject(raw) ?? raw) : JSON.stringify(raw);
}

/** Text of a message's content: a string, or parts of which the texts count; others are named, such as `[image]`. */
export function contentText(content: unknown): string | null {
  if (content === undefined || content === null) return null;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw new UnreadableLog('content is neither text nor a list of parts');
  return content.map(partText).join('');
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isObject(part)) throw new UnreadableLog('a part of the content is no object');
  const { type, text, refusal } = part;
  if (typeof text === 'string') return text;
  if (typeof refusal === 'string') return refusal;
  return `[${String(type ?? 'part').replace(/_url$/, '')}]`;
}

/** Leaves out what is undefined, and empty lists of calls. */
export function message(fields: TraceMessage): TraceMessage {
  const { tool_calls: calls, ...rest } = fields;
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(kept) as TraceMessage),
    ...(calls && calls.length > 0 ? { tool_calls: calls } : {}),
  };
}
