import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import { Catalogue } from '../../contracts/mcp';
import { TRACE_SCHEMA, type Trace, type TraceMessage, type TraceTool } from '../../contracts/trace';
import type { Message } from '../../contracts/transcript';
import { policyOf } from '../../core/policy-of';
import { loadMessages, loadTexts } from '../../store/transcripts';
import { rebuildRun } from '../histories/rebuild-run';
import type { RebuiltCall, RebuiltRun, RebuiltStep } from '../histories/rebuilt-run';
import type { RunHistory } from '../histories/run-history';

type TextOf = (hash: string) => string;

/** What an exporter knows of a run besides its history. */
export interface RunKnowledge {
  /** Whether the task was solved. */
  success?: boolean;
}

/**
 * A run that has ended as a trace: its transcript with the texts, and beside each message what the history knows of it:
 * seconds of the decision or of the tool's own work, whoever executed it, the moment at which the run had it, and error
 * codes. Throws ForerunError `run_without_result`, and what the store throws (`blob_missing`, `blob_corrupt` …).
 */
export async function traceOfRun(input: {
  history: RunHistory;
  store: BlobStore;
  known?: RunKnowledge;
}): Promise<Trace> {
  const { history, store, known } = input;
  const run = rebuildRun(history);
  const { outcome } = run;
  if (!outcome) throw withoutResult(history.workflowId);
  const messages = await loadMessages(store, outcome.transcript);
  const texts = await loadTexts(store, messages, [...run.authored.values()]);
  const textOf: TextOf = (hash) => texts.get(hash) ?? '';
  const { input: started } = run;
  return {
    schema: TRACE_SCHEMA,
    trajectory_id: history.workflowId,
    source: 'forerun',
    domain: started.toolset,
    task_id: started.taskId,
    split_key: `${started.toolset}:${started.taskId}`,
    model: outcome.model === '' ? null : outcome.model,
    variant: variantOf(run),
    success: known?.success ?? null,
    duration_s: outcome.wallSeconds,
    tools: await toolsOf(run, store),
    metadata: {
      run_token: started.token,
      arm: started.arm,
      strategy: started.speculation.strategy,
      lookahead: started.arm === 'baseline' ? 0 : started.speculation.lookahead,
      status: outcome.status,
      policy_hash: started.policy.hash,
      started_at: new Date(history.parts[0].startedMs).toISOString(),
      ...(started.batchId === undefined ? {} : { batch: started.batchId }),
      ...(outcome.error ? { error_code: outcome.error.code } : {}),
    },
    messages: traceMessages(run, messages, textOf),
  };
}

const variantOf = ({ input: { arm, speculation } }: RebuiltRun): string =>
  arm === 'baseline' ? 'baseline' : `speculate, ${speculation.strategy}, lookahead ${speculation.lookahead}`;

/** The tools that the run had: those of its policy, or, where servers brought them, those that they listed. */
async function toolsOf({ input, history }: RebuiltRun, store: BlobStore): Promise<TraceTool[]> {
  const hash = history.activities.find((activity) => activity.input.run.catalogue)?.input.run.catalogue;
  if (hash === undefined)
    return Object.entries(input.policy.tools).map(([name, { effect }]) => ({
      name,
      read_only: effect !== 'write',
    }));
  const catalogue = Catalogue.parse(JSON.parse(new TextDecoder().decode(await store.get(hash))));
  return catalogue.tools.map(({ name }) => ({
    name,
    read_only: (policyOf(input.policy, name)?.effect ?? 'write') !== 'write',
  }));
}

/** The transcript from its root on; each step's messages meet what the history knows of that step. */
function traceMessages(run: RebuiltRun, messages: Message[], textOf: TextOf): TraceMessage[] {
  const grown = run.chain.reduce((sum, { node }) => sum + node.messages.length, 0);
  const root = messages.slice(0, messages.length - grown).map((message) => plain(message, textOf));
  const steps = new Map(run.steps.map((step) => [step.transcriptId, step]));
  let parent = run.input.root.id;
  let nowMs = run.history.parts[0].startedMs;
  const later = run.chain.flatMap(({ id, node }) => {
    const step = steps.get(parent);
    parent = id;
    const written = node.messages.map((message) => {
      const known = step && knownOf(step, message);
      // What was there before the run could use it counts from when it could.
      nowMs = Math.max(nowMs, known?.endedMs ?? 0);
      return { ...plain(message, textOf), ...(known ? { ...known.fields, timestamp: iso(nowMs) } : {}) };
    });
    return written;
  });
  return [...root, ...later];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** What the history knows of a step's message: seconds and errors, and when it came. */
function knownOf(
  step: RebuiltStep,
  message: Message,
): { fields: Partial<TraceMessage>; endedMs: number } | undefined {
  const { decidedBy, decision } = step;
  if (message.role === 'assistant')
    return { fields: { latency_s: decision.seconds }, endedMs: decidedBy.endedMs ?? 0 };
  if (message.role !== 'tool') return undefined;
  const call = step.calls.find(({ told }) => told.callId === message.callId);
  return call && { fields: outcomeFields(call), endedMs: call.served?.endedMs ?? 0 };
}

function outcomeFields({ call, told, served, record }: RebuiltCall): Partial<TraceMessage> {
  const result = served?.result;
  const code = result && !result.ok ? result.code : (call.problem?.code ?? record?.code);
  return {
    name: call.tool,
    ...(result ? { latency_s: result.seconds } : {}),
    ...(told.ok ? {} : { error: code ?? true }),
  };
}

function plain(message: Message, textOf: TextOf): TraceMessage {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.text };
    case 'assistant': {
      const content = message.textHash === undefined ? null : textOf(message.textHash);
      if (message.calls.length === 0) return { role: 'assistant', content };
      const calls = message.calls.map(({ id, tool, arguments: args }) => ({
        id,
        name: tool,
        arguments: args,
      }));
      return { role: 'assistant', content, tool_calls: calls };
    }
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: textOf(message.textHash) };
  }
}

const withoutResult = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'run_without_result',
    blame: 'user',
    message: `the run ${workflowId} ended without a result, so its conversation is not whole`,
    remedy: 'It was terminated or its workflow failed; export other runs.',
  });
