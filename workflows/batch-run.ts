import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { BatchActivities } from '../contracts/activities';
import type { BatchInput, BatchOutcome, FinishedRun, PlannedRun } from '../contracts/batch';
import type { SpeculationBudget } from '../contracts/gate';
import { queueName, WORKFLOWS } from '../contracts/names';
import type { RunInput, RunOutcome } from '../contracts/run';
import { grantTo, openLedger, settle } from '../core/budget/ledger';
import { batchProgressQuery, stopSignal } from './signals';

/** Runs of one page of the plan, which is a stored blob. */
const PAGE = 50;

/** Limit of a batch whose input names none: those of earlier versions. */
const DEFAULT_MAX_EVENTS = 4_000;

/**
 * Many runs over a dataset: a sliding window of child workflows, in the order of the plan. Beyond its limit of history
 * events the window drains and the batch continues as new; each part starts one run at least.
 */
export async function batchRun(input: BatchInput): Promise<BatchOutcome> {
  const { loadPlan } = proxyActivities<BatchActivities>({
    taskQueue: queueName(input.template.queuePrefix, 'tools'),
    startToCloseTimeout: '30s',
    retry: { maximumAttempts: 5, initialInterval: '250ms' },
    summary: 'next page of the plan',
  });
  const finished: FinishedRun[] = input.carried?.finished ?? [];
  const running = new Set<string>();
  const first = input.carried?.next ?? 0;
  const maxEvents = input.maxHistoryEvents ?? DEFAULT_MAX_EVENTS;
  let next = first;
  let stopRequested = input.carried?.stopRequested ?? false;
  let page: PlannedRun[] = [];
  const { budget } = input;
  let ledger = input.carried?.ledger ?? (budget && openLedger(budget.total, budget.runs));
  /** What a run may use of the batch's budget; taken out of it from here on. */
  const grant = (plan: PlannedRun): SpeculationBudget | undefined => {
    if (!ledger || plan.arm === 'baseline') return undefined;
    const { maxLaunches, maxCostUsd } = input.template.speculation;
    const granted = grantTo(ledger, plan.workflowId, { launches: maxLaunches, costUsd: maxCostUsd });
    ledger = granted.ledger;
    return granted.grant;
  };

  const show = (): void =>
    setCurrentDetails(
      `${finished.length} of ${input.total} finished, ${running.size} running${stopRequested ? ', stopping' : ''}`,
    );
  setHandler(batchProgressQuery, () => ({
    total: input.total,
    started: next,
    running: [...running],
    finished,
    ...(ledger ? { speculation: ledger } : {}),
  }));
  setHandler(stopSignal, () => {
    stopRequested = true;
    for (const workflowId of running) {
      getExternalWorkflowHandle(workflowId)
        .signal(stopSignal)
        .catch((error: unknown) => log.warn('a run could not be told to stop', { workflowId, error }));
    }
  });

  const start = (plan: PlannedRun): void => {
    running.add(plan.workflowId);
    runChild(input, plan, { grant: grant(plan), isStopping: () => stopRequested })
      .then(({ end, used }) => {
        finished.push(end);
        if (ledger) ledger = settle(ledger, plan.workflowId, used);
      })
      .catch(() => undefined)
      .finally(() => {
        running.delete(plan.workflowId);
        show();
      });
  };
  const mayStart = (): boolean => !stopRequested && next < input.total;

  while (mayStart()) {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    if (next > first && (continueAsNewSuggested || historyLength > maxEvents)) break;
    if (page.length === 0) {
      page = await loadPlan({ storeId: input.storeId, planHash: input.planHash, offset: next, limit: PAGE });
      if (page.length === 0) throw planTooShort(input, next);
    }
    await condition(() => running.size < input.window || stopRequested);
    const plan = page.shift();
    if (stopRequested || !plan) continue;
    next += 1;
    start(plan);
    show();
  }
  await condition(() => running.size === 0);
  if (mayStart()) {
    return continueAsNew<typeof batchRun>({
      ...input,
      carried: { next, finished, stopRequested, ...(ledger ? { ledger } : {}) },
    });
  }
  return { batchId: input.batchId, finished, ...(ledger ? { speculation: ledger } : {}) };
}

const planTooShort = (input: BatchInput, runs: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'plan_too_short',
    message: `batch ${input.batchId} has ${input.total} runs, but its plan ${input.planHash} holds ${runs}`,
    nonRetryable: true,
  });

async function runChild(
  input: BatchInput,
  plan: PlannedRun,
  { grant, isStopping }: { grant: SpeculationBudget | undefined; isStopping: () => boolean },
): Promise<{ end: FinishedRun; used?: SpeculationBudget }> {
  const { workflowId, taskId, arm } = plan;
  try {
    const child = await startChild<(run: RunInput) => Promise<RunOutcome>>(WORKFLOWS.run, {
      workflowId,
      taskQueue: queueName(input.template.queuePrefix, 'orchestrator'),
      args: [childInput(input, plan, grant)],
      workflowTaskTimeout: '2s',
      staticSummary: `${taskId} · ${arm} · ${plan.title}`.slice(0, 180),
      ...(input.template.searchAttributes
        ? {
            searchAttributes: {
              ForerunBatch: [input.batchId],
              ForerunTask: [taskId],
              ForerunArm: [arm],
              ForerunLevel: [plan.level],
              ForerunStatus: ['running'],
              ForerunModel: [input.model],
            },
          }
        : {}),
    });
    // A stop that came before the child was there could not reach it.
    if (isStopping()) await child.signal(stopSignal);
    const outcome = await child.result();
    return { end: { workflowId, taskId, arm, status: outcome.status }, used: outcome.speculationUsed };
  } catch (error) {
    if (isCancellation(error)) throw error;
    // Nobody can tell what it has used: its whole grant counts.
    return { end: { workflowId, taskId, arm, status: 'failed' } };
  }
}

function childInput(input: BatchInput, plan: PlannedRun, grant: SpeculationBudget | undefined): RunInput {
  return {
    title: plan.title,
    taskId: plan.taskId,
    arm: plan.arm,
    token: plan.token,
    taskHash: plan.taskHash,
    root: plan.root,
    ...input.template,
    batchId: input.batchId,
    speculation: {
      ...input.template.speculation,
      lookahead: plan.lookahead,
      ...(grant ? { grant } : {}),
    },
  };
}
