import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { BatchActivities } from '../contracts/activities';
import type { BatchInput, BatchOutcome, PlannedRun } from '../contracts/batch';
import { queueName } from '../contracts/names';
import { Grants } from './batch/grants';
import { RunWindow } from './batch/run-window';
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
  const first = input.carried?.next ?? 0;
  let next = first;
  let page: PlannedRun[] = [];
  const grants = new Grants(input);
  const window = new RunWindow(input, grants, () => showProgress(input, window));
  const { running, finished } = window;
  setHandler(batchProgressQuery, () => ({
    total: input.total,
    started: next,
    running: [...running],
    finished,
    ...grants.told(),
  }));
  setHandler(stopSignal, () => window.stop());

  const mayStart = (): boolean => !window.stopRequested && next < input.total;
  while (mayStart()) {
    if (next > first && historyIsLarge(input)) break;
    if (page.length === 0) {
      page = await readPage(input, next).catch(async (error: unknown) => {
        // The server ends the children of a batch that has failed: those under way come to their end first.
        await condition(() => running.size === 0);
        throw error;
      });
    }
    await condition(() => running.size < input.window || window.stopRequested);
    const plan = page.shift();
    if (window.stopRequested || !plan) continue;
    next += 1;
    window.start(plan);
    showProgress(input, window);
  }
  await condition(() => running.size === 0);
  if (mayStart()) {
    const { stopRequested } = window;
    return continueAsNew<typeof batchRun>({
      ...input,
      carried: { next, finished, stopRequested, ...grants.carried() },
    });
  }
  return { batchId: input.batchId, finished, ...grants.told() };
}

function showProgress({ total }: BatchInput, { finished, running, stopRequested }: RunWindow): void {
  const stopping = stopRequested ? ', stopping' : '';
  setCurrentDetails(`${finished.length} of ${total} finished, ${running.size} running${stopping}`);
}

function historyIsLarge({ maxHistoryEvents = DEFAULT_MAX_EVENTS }: BatchInput): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > maxHistoryEvents;
}

/** The plan's next runs, at least one. Throws `plan_too_short`, and what the activity throws. */
async function readPage(input: BatchInput, offset: number): Promise<PlannedRun[]> {
  const { template, storeId, planHash } = input;
  const { loadPlan } = proxyActivities<BatchActivities>({
    taskQueue: queueName(template.queuePrefix, 'tools'),
    startToCloseTimeout: '30s',
    retry: { maximumAttempts: 10, initialInterval: '250ms', maximumInterval: '15s' },
    summary: 'next page of the plan',
  });
  const page = await loadPlan({ storeId, planHash, offset, limit: PAGE });
  if (page.length === 0) throw planTooShort(input, offset);
  return page;
}

const planTooShort = (input: BatchInput, runs: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'plan_too_short',
    message: `batch ${input.batchId} has ${input.total} runs, but its plan ${input.planHash} holds ${runs}`,
    nonRetryable: true,
  });
