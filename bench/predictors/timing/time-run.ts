import { performance } from 'node:perf_hooks';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Tool } from '../../../contracts/tool';
import type { TableMessage } from '../../../core/table/message';
import type { Trajectory } from '../../../learning/table/trajectory';
import type { AskedTools } from '../../../predictors/predictor';
import type { TableReader } from '../../../predictors/table';

/** A recorded run as a worker meets it. */
interface PlayedRun {
  actor: string | undefined;
  messages: readonly TableMessage[];
  tools: AskedTools;
}

/** As many guesses as a run asks for that sets nothing else. */
const TOP_K = 3;

export const playedRun = ({ actor, messages, tools }: Trajectory): PlayedRun => ({
  actor,
  messages,
  tools: toolsetOf(tools),
});

/** Microseconds of one prediction: of reading what is new in the transcript, and of guessing. */
export interface Timed {
  reading: number;
  guessing: number;
}

/**
 * Times the prediction of each turn, one after the other, as the predict activity asks for it: the table is handed all
 * messages, made anew for each question, and has met all but the last of them in earlier questions.
 */
export function timeRun(reader: TableReader, run: PlayedRun): Timed[] {
  const timed: Timed[] = [];
  for (const [at, { role }] of run.messages.entries()) {
    if (role !== 'assistant') continue;
    const params = run.messages.slice(0, at).map(sent);
    const question = { params, toolset: run.tools, actor: run.actor, topK: TOP_K };
    const startedMs = performance.now();
    const context = reader.read(question);
    const readMs = performance.now();
    reader.guess(context, question);
    const endedMs = performance.now();
    timed.push({ reading: (readMs - startedMs) * 1000, guessing: (endedMs - readMs) * 1000 });
  }
  return timed;
}

function sent(message: TableMessage): ChatCompletionMessageParam {
  const { role, text } = message;
  if (role === 'tool') return { role, content: text, tool_call_id: message.callId ?? '' };
  if (role !== 'assistant') return { role, content: text };
  const calls = message.calls.map(({ id = '', tool, arguments: args }) => ({
    id,
    type: 'function' as const,
    function: { name: tool, arguments: JSON.stringify(args) },
  }));
  return { role, content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
}

const known = new Map<string, AskedTools>();

/**
 * The tools without a schema, and with their effects; one toolset for the same tools, as a worker's is one for all its
 * runs.
 */
function toolsetOf(named: Trajectory['tools']): AskedTools {
  const key = named.map(({ name, readOnly }) => `${readOnly} ${name}`).join('\n');
  const before = known.get(key);
  if (before) return before;
  const tools = named.map(({ name }) => tool(name));
  const effects = new Map(named.map(({ name, readOnly }) => [name, readOnly ? READ : WRITE]));
  const toolset = { list: () => tools, policyOf: (name: string) => effects.get(name) };
  known.set(key, toolset);
  return toolset;
}

const READ = { effect: 'read' } as const;
const WRITE = { effect: 'write' } as const;

const tool = (name: string): Tool => ({
  name,
  description: '',
  parameters: { jsonSchema: () => ({}), parse: () => ({ ok: true, arguments: {} }) },
  execute: () => Promise.reject(new Error(`${name} is not to be called`)),
});
