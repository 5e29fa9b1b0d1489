import type { BlobStore } from '../../contracts/blob-store';
import type { Config } from '../../contracts/config';
import { messageOf } from '../../contracts/errors';
import type { RunOutcome } from '../../contracts/run';
import { readTask } from '../../store/read-task';
import { buildRunRecord, type RunSettings } from '../results/build-run-record';
import { readConversation } from '../results/read-conversation';
import type { RunRecord } from '../results/run-record';
import type { RenderedMessage } from '../results/rendered-message';
import type { BatchEntry } from './plan-runs';

/** What records say of a configuration. */
export const recordSettings = ({ models, speculation }: Config): Omit<RunSettings, 'lookahead'> => ({
  actorModel: models.actor?.model ?? '',
  specModel: models.spec?.model ?? '',
  strategy: speculation.strategy,
});

/**
 * The record of an ended run: its task and conversation are read from the store. A conversation that is not there any
 * more is left out, `onProblem` is told. Throws the store's errors where the task is missing.
 */
export async function runRecordOf(input: {
  store: BlobStore;
  entry: BatchEntry;
  outcome: RunOutcome;
  settings: Omit<RunSettings, 'lookahead'>;
  onProblem: (problem: string) => void;
}): Promise<RunRecord> {
  const { store, entry, outcome, settings } = input;
  const { run, example } = entry;
  const task = await readTask(store, run.taskHash);
  const messages = await conversation(store, outcome).catch((error: unknown): RenderedMessage[] => {
    const reason = messageOf(error);
    input.onProblem(`the conversation of ${run.workflowId} cannot be read: ${reason}`);
    return [];
  });
  return buildRunRecord({
    outcome,
    task,
    example,
    settings: { ...settings, lookahead: run.lookahead },
    workflowId: run.workflowId,
    messages,
  });
}

const conversation = (store: BlobStore, outcome: RunOutcome): Promise<RenderedMessage[]> =>
  outcome.transcript.id === ''
    ? Promise.resolve([])
    : readConversation({ store, transcript: outcome.transcript });
