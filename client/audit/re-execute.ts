import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { ReExecuteInput, ReExecution, ReExecutedCall } from '../../contracts/audit';
import { ForerunError } from '../../contracts/errors';
import { queueName, WORKFLOWS } from '../../contracts/names';
import { policyOf } from '../../core/policy-of';
import type { Finding } from '../../learning/histories/finding';
import type { RebuiltRun } from '../../learning/histories/rebuilt-run';
import type { RunToolActivity } from '../../learning/histories/run-history';
import { isClaim } from './audit-run';

/** Calls of one workflow; more are executed by further ones. */
const PAGE = 200;

/** Where calls can be executed: workers that serve these queues. */
export interface ReExecutor {
  client: Client;
  queuePrefix: string;
}

interface Again extends ReExecutedCall {
  served: RunToolActivity;
}

/**
 * Executes each claimed call of a `pure` tool once more, on the workers, and compares the outcome with the one that was
 * claimed. Throws ForerunError `reexecution_refused` where the workers cannot execute them: another policy, no such tool.
 */
export async function reExecuteClaims(
  run: RebuiltRun,
  executor: ReExecutor,
): Promise<{ executed: number; findings: Finding[] }> {
  const calls = claimsOfPureTools(run);
  const findings: Finding[] = [];
  for (let at = 0; at < calls.length; at += PAGE) {
    const page = calls.slice(at, at + PAGE);
    const results = await execute(run, executor, page);
    for (const [index, again] of page.entries()) {
      const result = results[index];
      if (result) findings.push(...compared(run, again, result));
    }
  }
  return { executed: calls.length, findings };
}

/** What a claimed outcome was made from: the execution's own call, which under a lossy strategy may differ. */
function claimsOfPureTools(run: RebuiltRun): Again[] {
  return run.steps.flatMap(({ step, calls }) =>
    calls.flatMap((call): Again[] => {
      const { served, index } = call;
      const policy = served && policyOf(run.input.policy, served.input.call.tool);
      if (!served || !isClaim(call) || policy?.effect !== 'pure') return [];
      return [{ served, call: served.input.call, step, index, timeoutMs: policy.timeoutMs }];
    }),
  );
}

async function execute(run: RebuiltRun, executor: ReExecutor, page: Again[]): Promise<ReExecution[]> {
  const [first] = page;
  if (!first) return [];
  const { client, queuePrefix } = executor;
  const { input, history } = run;
  return client.workflow.execute<(input: ReExecuteInput) => Promise<ReExecution[]>>(WORKFLOWS.reExecute, {
    workflowId: `audit-${input.token.slice(0, 12)}-${randomUUID().slice(0, 8)}`,
    taskQueue: queueName(queuePrefix, 'orchestrator'),
    staticSummary: `${page.length} calls of ${history.workflowId} again`.slice(0, 180),
    args: [
      {
        queuePrefix,
        // What the executions themselves were told, the opened tools included.
        run: first.served.input.run,
        calls: page.map(({ call, step, index, timeoutMs }) => ({ call, step, index, timeoutMs })),
      },
    ],
  });
}

function compared(run: RebuiltRun, { served, call, step, index }: Again, again: ReExecution): Finding[] {
  if ('refused' in again) {
    throw new ForerunError({
      code: 'reexecution_refused',
      blame: 'user',
      message: `${run.history.workflowId}, step ${step}: ${call.tool} could not be executed again (${again.refused}): ${again.message}`,
      remedy: 'Audit with the configuration that the run was started with, or without --re-execute.',
    });
  }
  const first = served.result;
  if (first && first.ok === again.ok && first.textHash === again.textHash) return [];
  const message = `step ${step}, ${call.tool}: executed again, it returned "${shown(again.preview)}", not "${shown(first?.preview ?? '')}"`;
  return [{ kind: 'reexecution_differs', step, call: index, message }];
}

const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
