import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import type { Trace } from '../../contracts/trace';
import { scoreAnswer } from '../../core/gaia/score';
import { outcomeOf, type RunHistory } from '../../learning/histories/run-history';
import { traceOfRun } from '../../learning/traces/trace-of-run';
import { assertStore } from '../../store/assert-store';
import { readTask } from '../../store/read-task';
import { fetchRun } from './fetch-run';
import { historyGone, notFinished } from './unfinished-run';

/**
 * A finished run as a trace; `success` where its task's truth is known, by the official rules. Throws ForerunError
 * `history_missing`, `run_not_finished`, `run_without_result`, `store_mismatch`, and what the store throws.
 */
export async function exportRun(input: {
  client: Client;
  store: BlobStore;
  workflowId: string;
}): Promise<Trace> {
  const { client, store, workflowId } = input;
  const history = await fetchRun(client, workflowId);
  if (!history) throw historyGone(workflowId);
  if (history.close.kind === 'open') throw notFinished(workflowId);
  const { taskHash, storeId } = history.parts[0].input;
  await assertStore(store, storeId);
  const task = await readTask(store, taskHash);
  const success = successOf(history, task.groundTruth);
  return traceOfRun({ history, store, known: success === undefined ? {} : { success } });
}

function successOf(history: RunHistory, groundTruth: string | undefined): boolean | undefined {
  const outcome = outcomeOf(history);
  if (groundTruth === undefined || !outcome) return undefined;
  if (outcome.status === 'failed' || outcome.answer === '') return false;
  return scoreAnswer({ answer: outcome.answer, groundTruth });
}
