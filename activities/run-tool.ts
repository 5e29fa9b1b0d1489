import type { RunToolInput } from '../contracts/activities';
import { ForerunError, messageOf } from '../contracts/errors';
import type { Outcome } from '../contracts/outcome';
import type { Task } from '../contracts/task';
import type { Tool, ToolOutcome } from '../contracts/tool';
import type { ToolPolicy } from '../contracts/tool-policy';
import { materialiseTask } from '../store/task-folder';
import { assertStore } from '../store/assert-store';
import { assertEgress, assertUntainted } from './egress';
import { readTask } from '../store/read-task';
import { withHeartbeat } from './with-heartbeat';
import { contextForRun, type WorkerContext } from './worker-context';
import { writeOnce } from './write-once';

const PREVIEW_CHARS = 300;

/**
 * One execution of one tool. Tool errors come back as outcomes; what is thrown is infrastructure. Ahead, only `pure`
 * and `read` tools of this worker's own policy run, `url` tools only for addresses that stand in the transcript, and
 * `query` tools only for values that are not tainted.
 */
export const createRunTool =
  (shared: WorkerContext) =>
  (input: RunToolInput): Promise<Outcome> =>
    withHeartbeat(shared, async (signal) => {
      const { store } = shared;
      await assertStore(store, input.run.storeId);
      const context = await contextForRun(shared, input.run);
      const { toolset } = context;
      const tool = toolset.find(input.call.tool);
      const policy = toolset.policyOf(input.call.tool);
      if (!tool || !policy) throw unknownTool(input.call.tool);
      if (input.ahead) {
        assertReadOnly(input.call.tool, policy);
        if (policy.egress === 'url') await assertEgress(store, input, toolset);
        if (policy.egress === 'query') await assertUntainted(store, input, toolset);
      }
      // Read before a write's journal says that it has begun: what fails until then can be tried again.
      const task = await readTask(store, input.run.taskHash);
      const execute = (): Promise<Outcome> => executeTool(context, { tool, policy, input, task, signal });
      if (policy.effect !== 'write' || policy.idempotent) return execute();
      const write = { idempotencyKey: input.idempotencyKey, callKey: input.call.key };
      return writeOnce(store, write, execute, () => unknownOutcome(context, input.call.tool));
    });

/** Rule 4, where the tool runs: default deny. */
function assertReadOnly(tool: string, policy: ToolPolicy): void {
  if (policy.effect === 'pure' || policy.effect === 'read') return;
  throw new ForerunError({
    code: 'not_read_only',
    blame: 'system',
    message: `${tool} has effect "${policy.effect}" under this worker's policy and is never executed ahead`,
  });
}

const unknownTool = (tool: string): ForerunError =>
  new ForerunError({
    code: 'unknown_tool',
    blame: 'system',
    message: `this worker has no tool "${tool}"`,
    remedy: 'Give all workers the same configuration.',
  });

async function executeTool(
  context: WorkerContext,
  {
    tool,
    policy,
    input,
    task,
    signal,
  }: { tool: Tool; policy: ToolPolicy; input: RunToolInput; task: Task; signal: AbortSignal },
): Promise<Outcome> {
  const { store } = context;
  const deadline = AbortSignal.timeout(policy.timeoutMs);
  const startedMs = performance.now();
  const args = tool.parameters.parse(input.call.arguments);
  const returned: ToolOutcome = args.ok
    ? await tool
        .execute({
          arguments: args.arguments,
          context: {
            signal: AbortSignal.any([signal, deadline]),
            attachments: task.attachments,
            store,
            taskFolder: () => materialiseTask(store, task.attachments, context.cacheFolder),
            maxChars: policy.maxChars,
            idempotencyKey: input.idempotencyKey,
            place: { taskId: task.taskId, step: input.step, index: input.index },
            ahead: input.ahead,
          },
        })
        .catch((error: unknown) => thrownOutcome(error, { signal, deadline, tool: tool.name, policy }))
    : { ok: false, code: 'invalid_arguments', message: args.message, retryable: false, costUsd: 0 };
  // What a write has done is told even while its worker is being stopped: it cannot be tried again.
  if (policy.effect !== 'write' || policy.idempotent) signal.throwIfAborted();
  // A tool that was broken off knows that it was, not by whom.
  const timedOut = deadline.aborted && !signal.aborted && !returned.ok && returned.code === 'cancelled';
  const outcome = timedOut ? timeout(tool.name, policy) : returned;
  return storeOutcome(context, outcome, {
    seconds: (performance.now() - startedMs) / 1000,
    priceUsd: policy.priceUsd,
  });
}

/** A tool that throws has a bug or ran into its deadline: the model is told. Infrastructure errors go on. */
function thrownOutcome(
  error: unknown,
  input: { signal: AbortSignal; deadline: AbortSignal; tool: string; policy: ToolPolicy },
): ToolOutcome {
  input.signal.throwIfAborted();
  if (input.deadline.aborted) return timeout(input.tool, input.policy);
  if (error instanceof ForerunError && error.blame === 'system') throw error;
  const code = error instanceof ForerunError ? error.code : 'tool_crashed';
  const message = messageOf(error);
  return { ok: false, code, message, retryable: false };
}

const timeout = (tool: string, { timeoutMs }: ToolPolicy): ToolOutcome => ({
  ok: false,
  code: 'tool_timeout',
  message: `${tool} did not finish within ${timeoutMs / 1000} s.`,
  retryable: true,
});

async function storeOutcome(
  { store, scrub }: WorkerContext,
  outcome: ToolOutcome,
  measured: { seconds: number; priceUsd: number },
): Promise<Outcome> {
  const text = outcome.ok ? outcome.text : scrub(`Error (${outcome.code}): ${outcome.message}`);
  // In this order Temporal's UI shows what people look for before it cuts the line.
  const said = { preview: text.slice(0, PREVIEW_CHARS) };
  const base = {
    seconds: measured.seconds,
    chars: text.length,
    costUsd: outcome.costUsd ?? measured.priceUsd,
    textHash: await store.put(new TextEncoder().encode(text)),
  };
  return outcome.ok
    ? { ok: true, ...said, ...(outcome.truncated ? { truncated: true } : {}), ...base }
    : { ok: false, code: outcome.code, ...said, retryable: outcome.retryable, ...base };
}

/** Rule 9: the worker was lost in the middle of a write that must not run twice. */
function unknownOutcome(context: WorkerContext, tool: string): Promise<Outcome> {
  const message = `${tool} was started, but the process that ran it was lost: whether it took effect is unknown. Check before you repeat it.`;
  return storeOutcome(
    context,
    { ok: false, code: 'outcome_unknown', message, retryable: false, costUsd: 0 },
    { seconds: 0, priceUsd: 0 },
  );
}
