import type {
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions';
import { parseObject } from '../core/parse-object';
import type { SentForm } from '../core/table/context-lines';
import type { TableCall, TableMessage } from '../core/table/message';

/** A message as chat models are sent it. */
export type SentMessage = ChatCompletionMessageParam;

/** What the table reads of such messages, and what tells them apart for it. Never throws. */
export const SENT_TO_CHAT: SentForm<SentMessage> = { same, read };

function read(sent: SentMessage): TableMessage {
  const text = textOf(sent.content);
  if (sent.role === 'tool') return { role: 'tool', text, calls: [], callId: sent.tool_call_id };
  if (sent.role === 'assistant') return { role: 'assistant', text, calls: callsOf(sent).flatMap(readCall) };
  return { role: sent.role === 'user' ? 'user' : 'system', text, calls: [] };
}

/** A call with its arguments read; broken arguments count as none. */
function readCall(call: ChatCompletionMessageToolCall): TableCall[] {
  if (call.type !== 'function') return [];
  return [{ id: call.id, tool: call.function.name, arguments: parseObject(call.function.arguments) ?? {} }];
}

/** Asked of every message of a transcript with every prediction: compares what is there, and makes nothing. */
function same(left: SentMessage, right: SentMessage): boolean {
  if (left.role !== right.role || !sameText(left.content, right.content)) return false;
  if (left.role === 'tool') return right.role === 'tool' && left.tool_call_id === right.tool_call_id;
  const [calls, others] = [callsOf(left), callsOf(right)];
  if (calls.length !== others.length) return false;
  for (let at = 0; at < calls.length; at += 1)
    if (!sameCall(calls[at] as ChatCompletionMessageToolCall, others[at] as ChatCompletionMessageToolCall))
      return false;
  return true;
}

function sameCall(left: ChatCompletionMessageToolCall, right: ChatCompletionMessageToolCall): boolean {
  if (left.type !== 'function' || right.type !== 'function') return left.type === right.type;
  return (
    left.id === right.id &&
    left.function.name === right.function.name &&
    left.function.arguments === right.function.arguments
  );
}

const NO_CALLS: readonly ChatCompletionMessageToolCall[] = [];

const callsOf = (sent: SentMessage): readonly ChatCompletionMessageToolCall[] =>
  (sent.role === 'assistant' ? sent.tool_calls : undefined) ?? NO_CALLS;

type Content = SentMessage['content'];

const sameText = (left: Content, right: Content): boolean =>
  typeof left === 'string' && typeof right === 'string' ? left === right : textOf(left) === textOf(right);

function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => ('text' in part ? part.text : '')).join('\n');
}
