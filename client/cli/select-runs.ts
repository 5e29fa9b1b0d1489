import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { PlannedRun, type BatchInput } from '../../contracts/batch';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import { firstValue } from '../../learning/histories/activity-events';
import { findWorkflow, isBatch } from './find-workflow';

/** What a command that looks at ended runs was told to look at. */
export interface SelectedRuns {
  /** Runs that have ended, each once. */
  workflowIds: string[];
  /** Runs of a batch that were never started, or whose history is gone. */
  absent: string[];
  /** Runs of a batch that are under way. */
  running: string[];
}

/**
 * The runs that names stand for: each a run, or a batch, which stands for all its runs. A batch's runs that have not
 * ended are told apart; a single run is named by whoever asks, ended or not. Throws ForerunError `run_not_found`,
 * `run_ambiguous`, `not_a_run`, `nothing_selected`.
 */
export async function selectRuns(
  client: Client,
  store: BlobStore,
  names: readonly string[],
): Promise<SelectedRuns> {
  if (names.length === 0) throw nothingSelected();
  const selected: SelectedRuns = { workflowIds: [], absent: [], running: [] };
  for (const name of names) {
    const found = await findWorkflow(client, name);
    if (!isBatch(found)) selected.workflowIds.push(found.workflowId);
    else await addBatch(client, store, found.workflowId, selected);
  }
  selected.workflowIds = [...new Set(selected.workflowIds)];
  return selected;
}

async function addBatch(
  client: Client,
  store: BlobStore,
  batchId: string,
  selected: SelectedRuns,
): Promise<void> {
  const { planHash } = await batchInput(client, batchId);
  const bytes = await store.get(planHash);
  const plan = z.array(PlannedRun).parse(JSON.parse(new TextDecoder().decode(bytes)));
  for (const { workflowId } of plan) {
    const status = await statusOf(client, workflowId);
    if (status === undefined) selected.absent.push(workflowId);
    else if (status === 'RUNNING') selected.running.push(workflowId);
    else selected.workflowIds.push(workflowId);
  }
}

async function batchInput(client: Client, batchId: string): Promise<BatchInput> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: batchId },
    maximumPageSize: 1,
  });
  return firstValue(history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input) as BatchInput;
}

const statusOf = (client: Client, workflowId: string): Promise<string | undefined> =>
  client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      ({ status }) => status.name,
      () => undefined,
    );

const nothingSelected = (): ForerunError =>
  new ForerunError({
    code: 'nothing_selected',
    blame: 'user',
    message: 'no run is named',
    remedy: 'Name runs, or a batch with --batch ID; `forerun list` shows what there is.',
  });
