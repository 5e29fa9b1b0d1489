import { isObject } from '../../../contracts/json';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ForerunError } from '../../../contracts/errors';
import { TRACE_SCHEMA, type Trace } from '../../../contracts/trace';
import { normaliseCallIds } from '../normalise-call-ids';
import { readJsonLines } from '../read-json-lines';
import { traceProblem, tracesEmpty } from '../trace-problem';
import { TraceProblems, type ProblemSettings } from '../trace-problems';
import { Conversations, type Conversation } from './conversations';
import { exchangeOf, type Exchange, type LogFormat } from './exchange';
import { UnreadableLog } from './logged-message';

export interface ImportLogsInput extends ProblemSettings {
  files: readonly string[];
  format: LogFormat;
  /** Name of the domain; the file's name where it is absent. */
  domain?: string;
  /** Tools that only read, as the user knows them; all others count as writing. Absent: nothing is said of any tool. */
  readOnly?: readonly string[];
}

/**
 * Chat logs as traces. Requests of one conversation, each with all messages before it, become one trace; messages logged
 * one a line become one trace a session, or a file. Lines that cannot be read are reported with file and line, the
 * others go on. Throws ForerunError `trace_file_unreadable` first, `traces_empty` at the end.
 */
export async function* importLogs(input: ImportLogsInput): AsyncGenerator<Trace> {
  const conversations = new Conversations();
  const names = new Set<string>();
  const problems = new TraceProblems(input);
  for await (const line of readJsonLines(input.files)) {
    for (const read of 'error' in line ? [line] : readExchanges(line, input.format)) {
      if ('error' in read) problems.report(read.error);
      else if (read.exchange)
        for (const over of conversations.add(read.exchange, line)) yield traceOf(over, input, names);
    }
  }
  for (const over of conversations.close()) yield traceOf(over, input, names);
  if (names.size === 0) throw tracesEmpty(input.files, problems.count);
}

/** A line is one exchange, or a list of what could as well stand in lines of their own. */
function readExchanges(
  line: { value: unknown; file: string; line: number },
  format: LogFormat,
): ReturnType<typeof readExchange>[] {
  const { value } = line;
  const isList = Array.isArray(value) && value.length > 0 && value.every(isLine);
  return (isList ? (value as unknown[]) : [value]).map((one) =>
    readExchange({ ...line, value: one }, format),
  );
}

const isLine = (value: unknown): boolean =>
  Array.isArray(value) ||
  (isObject(value) && ['messages', 'request', 'body', 'message'].some((name) => name in value));

function readExchange(
  { value, file, line }: { value: unknown; file: string; line: number },
  format: LogFormat,
): { exchange?: Exchange } | { error: ForerunError } {
  try {
    const exchange = exchangeOf(value, format);
    if (exchange?.messages.length === 0) throw new UnreadableLog('it holds no messages');
    return exchange ? { exchange } : {};
  } catch (error) {
    if (!(error instanceof UnreadableLog)) throw error;
    const reason = `not a line of ${format === 'openai' ? 'an OpenAI chat' : 'an Anthropic message'} log: ${error.message}`;
    const remedy = 'docs/formats.md says what is read; check --format.';
    return { error: traceProblem({ code: 'trace_line_broken', reason, file, line, remedy }) };
  }
}

function traceOf(conversation: Conversation, input: ImportLogsInput, names: Set<string>): Trace {
  const { file, line, messages, model, success, tools } = conversation;
  const stem = basename(file).replace(/\.(jsonl|ndjson|json)?(\.gz)?$/i, '');
  const domain = input.domain ?? (stem === '' ? 'imported' : stem);
  const taskId = conversation.taskId ?? taskOf(conversation);
  const called = messages.flatMap((message) => (message.tool_calls ?? []).map(({ name }) => name));
  const known = [...new Set([...tools, ...called])];
  return normaliseCallIds({
    schema: TRACE_SCHEMA,
    trajectory_id: unique(conversation.session ?? `${stem}:${line}`, names),
    source: input.format === 'openai' ? 'openai-chat' : 'anthropic-messages',
    domain,
    task_id: taskId,
    split_key: `${domain}:${taskId}`,
    model: model ?? null,
    success: success ?? null,
    ...(input.readOnly
      ? { tools: known.map((name) => ({ name, read_only: input.readOnly?.includes(name) ?? false })) }
      : {}),
    messages,
  });
}

/** Runs that begin with the same words of a user are of one task: they may not be on both sides of a split. */
function taskOf({ messages }: Conversation): string {
  const asked = messages.find(({ role }) => role === 'user')?.content ?? '';
  return createHash('sha256').update(asked).digest('hex').slice(0, 16);
}

function unique(name: string, names: Set<string>): string {
  let free = name;
  for (let copy = 2; names.has(free); copy += 1) free = `${name}#${copy}`;
  names.add(free);
  return free;
}
