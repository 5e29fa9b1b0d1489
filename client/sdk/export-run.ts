import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import { Task } from '../../contracts/task';
import type { Trace } from '../../contracts/trace';
import { scoreAnswer } from '../../core/gaia/score';
import { outcomeOf, type RunHistory } from '../../learning/histories/run-history';
import { traceOfRun } from '../../learning/traces/trace-of-run';
import { assertStore } from '../../store/assert-store';
import { fetchRun } from './fetch-run';

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
  if (!history) throw gone(workflowId);
  if (history.close.kind === 'open') throw notFinished(workflowId);
  const { taskHash, storeId } = history.parts[0].input;
  await assertStore(store, storeId);
  const task = Task.parse(JSON.parse(new TextDecoder().decode(await store.get(taskHash))));
  const success = successOf(history, task.groundTruth);
  return traceOfRun({ history, store, known: success === undefined ? {} : { success } });
}

function successOf(history: RunHistory, groundTruth: string | undefined): boolean | undefined {
  const outcome = outcomeOf(history);
  if (groundTruth === undefined || !outcome) return undefined;
  if (outcome.status === 'failed' || outcome.answer === '') return false;
  return scoreAnswer({ answer: outcome.answer, groundTruth });
}

const gone = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'history_missing',
    blame: 'user',
    message: `the history of ${workflowId} is not there any more`,
    remedy: 'Histories are kept for the retention time of the namespace.',
  });

const notFinished = (workflowId: string): ForerunError =>
  new ForerunError({
    code: 'run_not_finished',
    blame: 'user',
    message: `the run ${workflowId} has not ended yet`,
    remedy: 'Wait for it (`forerun result RUN`), or end it with `forerun stop RUN`.',
  });
