import { isObject } from '../../../contracts/json';
import type { TraceCall, TraceMessage } from '../../../contracts/trace';
import {
  callArguments,
  contentText,
  message,
  textOrUndefined,
  UnreadableLog,
  type Fields,
} from './logged-message';

/** Messages of an OpenAI chat request or answer. Throws UnreadableLog, naming the place. */
export const openAiMessages = (raw: readonly unknown[]): TraceMessage[] =>
  raw.map((one, index) => {
    try {
      return openAiMessage(one);
    } catch (error) {
      if (error instanceof UnreadableLog) throw new UnreadableLog(`messages.${index}: ${error.message}`);
      throw error;
    }
  });

function openAiMessage(raw: unknown): TraceMessage {
  if (!isObject(raw)) throw new UnreadableLog('not an object');
  const foreign = Array.isArray(raw.content) ? raw.content.find(isAnthropic) : undefined;
  if (foreign)
    throw new UnreadableLog(`a block of type "${String(foreign.type)}" is Anthropic's: --format anthropic`);
  const content = contentText(raw.content);
  const name = textOrUndefined(raw.name);
  switch (raw.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content };
    case 'user':
      return { role: 'user', content };
    case 'assistant':
      return message({
        role: 'assistant',
        content: textOrUndefined(content) ?? textOrUndefined(raw.refusal) ?? content,
        tool_calls: callsOf(raw),
      });
    case 'tool':
      return message({ role: 'tool', content, tool_call_id: textOrUndefined(raw.tool_call_id), name });
    case 'function':
      return message({ role: 'tool', content, name });
    default:
      throw new UnreadableLog(`the role ${JSON.stringify(raw.role)} is not one of a chat`);
  }
}

/** Calls and results as content, which a chat has beside it: they would be lost. */
const isAnthropic = (part: unknown): part is Fields =>
  isObject(part) && typeof part.type === 'string' && /(?:^|_)tool_(?:use|result)$/.test(part.type);

/** `tool_calls` of functions and custom tools, or the older `function_call`. */
function callsOf(raw: Record<string, unknown>): TraceCall[] {
  if (Array.isArray(raw.tool_calls)) return raw.tool_calls.map(toolCall);
  if (!isObject(raw.function_call)) return [];
  return [namedCall(raw.function_call.name, raw.function_call.arguments)];
}

function toolCall(raw: unknown): TraceCall {
  if (!isObject(raw)) throw new UnreadableLog('a tool call is no object');
  const id = textOrUndefined(raw.id);
  const of = isObject(raw.function) ? raw.function : isObject(raw.custom) ? raw.custom : raw;
  const call = namedCall(of.name, of.arguments ?? of.input);
  return id === undefined ? call : { id, ...call };
}

function namedCall(name: unknown, args: unknown): TraceCall {
  const named = textOrUndefined(name);
  if (named === undefined) throw new UnreadableLog('a tool call has no name');
  return { name: named, arguments: callArguments(args) };
}
