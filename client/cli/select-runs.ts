import { stat } from 'node:fs/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { z } from 'zod';
import { PlannedRun, type BatchInput } from '../../contracts/batch';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import { firstValue } from '../../learning/histories/activity-events';
import { readResults } from '../results/read-results';
import { findWorkflow, isBatch } from './find-workflow';

/** What a command that looks at ended runs was told to look at. */
export interface SelectedRuns {
  /** Runs that have ended, each once. */
  workflowIds: string[];
  /** Runs of a batch or folder that were never started, or whose history is gone. */
  absent: string[];
  /** Runs of a batch or folder that are under way. */
  running: string[];
}

/**
 * The runs that names stand for: each a run, or a batch or a folder of results, which stand for all their runs. Of these
 * the ones that have not ended are told apart; a single run is named by whoever asks, ended or not. Throws ForerunError `run_not_found`,
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
    const written = await resultsIn(name);
    if (written) {
      await addRuns(client, written, selected);
      continue;
    }
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
  const workflowIds = plan.map((run) => run.workflowId);
  await addRuns(client, workflowIds, selected);
}

/** Workflow ids of the runs whose results a folder holds; undefined for a name that is no such folder. */
async function resultsIn(name: string): Promise<string[] | undefined> {
  const found = await stat(name).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  const workflowIds = (await readResults(name)).records.flatMap(({ workflowId }) => workflowId ?? []);
  return workflowIds.length > 0 ? workflowIds : undefined;
}

async function addRuns(
  client: Client,
  workflowIds: readonly string[],
  selected: SelectedRuns,
): Promise<void> {
  for (const workflowId of workflowIds) {
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
      (error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      },
    );

const nothingSelected = (): ForerunError =>
  new ForerunError({
    code: 'nothing_selected',
    blame: 'user',
    message: 'no run is named',
    remedy: 'Name runs, a folder of results, or a batch with --batch ID; `forerun list` shows what there is.',
  });
