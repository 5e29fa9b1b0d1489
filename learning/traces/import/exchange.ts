import { isObject } from '../../../contracts/json';
import type { TraceMessage } from '../../../contracts/trace';
import { anthropicMessages } from './anthropic-messages';
import { textOrUndefined, UnreadableLog, type Fields } from './logged-message';
import { openAiMessages } from './openai-messages';

export type LogFormat = 'openai' | 'anthropic';

/** One line of a log: a conversation or one exchange of it, or a single message of a session. */
export interface Exchange {
  messages: TraceMessage[];
  /** A single message that goes on with the session's others. */
  single: boolean;
  /** Equal for messages that a provider sent in pieces. */
  messageId?: string;
  session?: string;
  taskId?: string;
  model?: string;
  /** Names of the tools that were offered. */
  tools: string[];
  success?: boolean | number;
}

const SESSIONS = ['trajectory_id', 'conversation_id', 'session_id', 'sessionId', 'thread_id', 'trace_id'];

/**
 * A parsed line as an exchange: a list of messages; an object with `messages`; a request (`request`, `body`, `input`) and
 * its `response` or `output`; one message, plain or under `message` with its session beside it. Undefined for lines that
 * hold no message, such as a session's bookkeeping. Throws UnreadableLog.
 */
export function exchangeOf(value: unknown, format: LogFormat): Exchange | undefined {
  const read = (raw: readonly unknown[], system?: unknown): TraceMessage[] =>
    format === 'openai' ? openAiMessages(raw) : anthropicMessages(raw, system);
  if (Array.isArray(value)) return { messages: read(value), single: false, tools: [] };
  if (!isObject(value)) throw new UnreadableLog('neither an object nor a list of messages');
  if (isOfResponses(value))
    throw new UnreadableLog("it is of OpenAI's Responses API; only its chat completions are read");
  const request = requestIn(value);
  if (request) {
    const { messages, system, from } = request;
    const reply = replyIn(value);
    const replied = reply ? withTiming(read([reply.message]), value, reply.from) : [];
    return {
      ...knownOf(value, from, reply?.from),
      messages: [...read(messages, system), ...replied],
      single: false,
    };
  }
  const single = isObject(value.message) ? value.message : value;
  if (typeof single.role !== 'string') {
    if (typeof value.type === 'string' || typeof value.sessionId === 'string') return undefined;
    throw new UnreadableLog(
      replyIn(value) ? 'an answer without its request: it tells no conversation' : 'it holds no messages',
    );
  }
  const messageId = single === value ? undefined : textOrUndefined(single.id);
  return {
    ...knownOf(value, single, single),
    messages: withTiming(read([single]), value, single),
    single: true,
    ...(messageId === undefined ? {} : { messageId }),
  };
}

/** Items instead of messages, in or out. Read as a chat, their calls would be lost. */
function isOfResponses(value: Fields): boolean {
  const parts = [value, value.request, value.body, value.response].flatMap((part) =>
    isObject(part) ? [part, part.body] : [],
  );
  return parts.filter(isObject).some(({ object, input, output, messages }) => {
    const items = [input, output].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
    const isItem = (item: unknown): boolean =>
      isObject(item) && /^(?:function_call|custom_tool_call|reasoning)/.test(String(item.type));
    return object === 'response' || (messages === undefined && (Array.isArray(output) || items.some(isItem)));
  });
}

function requestIn(value: Fields): { messages: unknown[]; system?: unknown; from: Fields } | undefined {
  const body = isObject(value.request) && isObject(value.request.body) ? value.request.body : undefined;
  for (const from of [body, value.request, value.body, value.input, value]) {
    if (Array.isArray(from) && from === value.input && value.output !== undefined)
      return { messages: from, from: value };
    if (isObject(from) && Array.isArray(from.messages))
      return { messages: from.messages, system: from.system, from };
  }
  return undefined;
}

/** The answer: OpenAI's first choice, or a message. */
function replyIn(value: Fields): { message: Fields; from: Fields } | undefined {
  const body = isObject(value.response) && isObject(value.response.body) ? value.response.body : undefined;
  for (const from of [body, value.response, value.completion, value.output, value]) {
    if (!isObject(from)) continue;
    const [choice] = Array.isArray(from.choices) ? (from.choices as unknown[]) : [];
    if (isObject(choice) && isObject(choice.message)) return { message: choice.message, from };
    if (from !== value && (from.role === 'assistant' || Array.isArray(from.content)))
      return { message: { role: 'assistant', ...from }, from };
  }
  return undefined;
}

function knownOf(value: Fields, request: Fields, reply: Fields = {}): Omit<Exchange, 'messages' | 'single'> {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const first = (...candidates: unknown[]): string | undefined =>
    candidates.map(textOrUndefined).find((text) => text !== undefined);
  const session = first(...SESSIONS.flatMap((name) => [value[name], metadata[name]]));
  const taskId = first(value.task_id, metadata.task_id);
  const model = first(reply.model, request.model, value.model);
  const success = value.success ?? value.reward;
  return {
    tools: toolNames(request.tools ?? request.functions),
    ...(session === undefined ? {} : { session }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(model === undefined ? {} : { model }),
    ...(typeof success === 'boolean' || typeof success === 'number' ? { success } : {}),
  };
}

const toolNames = (tools: unknown): string[] =>
  (Array.isArray(tools) ? (tools as unknown[]) : []).flatMap((tool) => {
    if (!isObject(tool)) return [];
    const name = isObject(tool.function) ? tool.function.name : tool.name;
    return typeof name === 'string' && name !== '' ? [name] : [];
  });

/** Seconds and moment of an answer, where the log tells them; they belong to its first message. */
function withTiming(messages: TraceMessage[], value: Fields, reply: Fields): TraceMessage[] {
  const [first, ...others] = messages;
  if (!first) return messages;
  const seconds = [value.latency_s, value.duration_s, ms(value.latency_ms), ms(value.duration_ms)].find(
    (candidate): candidate is number => typeof candidate === 'number' && candidate >= 0,
  );
  const moment = value.timestamp ?? reply.created;
  return [
    {
      ...first,
      ...(seconds !== undefined && first.role !== 'user' ? { latency_s: seconds } : {}),
      ...(typeof moment === 'string' || typeof moment === 'number' ? { timestamp: moment } : {}),
    },
    ...others,
  ];
}

const ms = (value: unknown): number | undefined => (typeof value === 'number' ? value / 1000 : undefined);
