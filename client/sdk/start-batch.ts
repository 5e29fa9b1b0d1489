import type { Client, WorkflowHandle } from '@temporalio/client';
import type { BatchInput, BatchOutcome } from '../../contracts/batch';
import type { BlobStore } from '../../contracts/blob-store';
import type { SpeculationBudget } from '../../contracts/gate';
import { queueName, WORKFLOWS } from '../../contracts/names';
import { ForerunError } from '../../contracts/errors';
import { assertBatchFits } from './assert-batch-fits';
import { BatchPlan, type BatchEntry } from './plan-runs';

export type BatchRun = (input: BatchInput) => Promise<BatchOutcome>;

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const planName = (batchId: string): string => `batches/${batchId.toLowerCase()}.json`;

/** Keeps a plan in the store under the batch's id, for those who go on with it. */
export const savePlan = (store: BlobStore, plan: BatchPlan): Promise<void> =>
  store.putNamed(planName(plan.batchId), encode(plan));

/** The plan of a batch. Throws ForerunError `batch_plan_missing`. */
export async function readPlan(store: BlobStore, batchId: string): Promise<BatchPlan> {
  const bytes = await store.getNamed(planName(batchId));
  if (bytes) return BatchPlan.parse(JSON.parse(new TextDecoder().decode(bytes)));
  throw new ForerunError({
    code: 'batch_plan_missing',
    blame: 'user',
    message: `the blob store ${await store.id()} holds no plan of the batch ${batchId}`,
    remedy: 'Use the configuration (FORERUN_STORE…) and the folder with which the batch was started.',
  });
}

/** Starts a batch: its workflow id is its batch id. Throws ForerunError `batch_too_large`, and what Temporal's client and the store throw. */
export async function startBatch(input: {
  client: Client;
  store: BlobStore;
  template: BatchInput['template'];
  plan: Pick<BatchPlan, 'batchId' | 'dataset'>;
  /** What this batch runs of the plan, in this order. */
  entries: readonly BatchEntry[];
  window: number;
  /** What its runs together may use for speculation; no limit where it is left out. */
  budget?: SpeculationBudget;
  /** Name of the actor's model, for the search attribute. */
  model: string;
  searchAttributes: boolean;
}): Promise<WorkflowHandle<BatchRun>> {
  const { client, store, template, plan, entries, searchAttributes } = input;
  assertBatchFits(entries);
  const planHash = await store.put(encode(entries.map(({ run }) => run)));
  const batch: BatchInput = {
    batchId: plan.batchId,
    storeId: template.storeId,
    planHash,
    total: entries.length,
    window: input.window,
    template: { ...template, batchId: plan.batchId },
    model: input.model,
    searchAttributes,
    maxHistoryEvents: template.maxHistoryEvents,
    ...(input.budget
      ? {
          budget: {
            total: input.budget,
            runs: entries.filter(({ run }) => run.arm === 'speculate').length,
          },
        }
      : {}),
  };
  return client.workflow.start<BatchRun>(WORKFLOWS.batch, {
    workflowId: plan.batchId,
    taskQueue: queueName(template.queuePrefix, 'orchestrator'),
    args: [batch],
    workflowTaskTimeout: '2s',
    staticSummary: `${entries.length} runs of ${plan.dataset}`.slice(0, 180),
    ...(searchAttributes ? { searchAttributes: { ForerunBatch: [plan.batchId] } } : {}),
  });
}
