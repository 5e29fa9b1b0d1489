import { SIGNALS } from '../../../contracts/names';
import { isLossy } from '../../../contracts/is-lossy';
import type { FinishedRun } from '../../../contracts/batch';
import type { ResultsFolder } from '../../results/write-results';
import type { Surroundings } from '../../embedded/surroundings';
import { awaitOutcome } from '../../sdk/await-outcome';
import { followBatch } from '../../sdk/follow-batch';
import type { BatchEntry, BatchPlan } from '../../sdk/plan-runs';
import { recordSettings, runRecordOf } from '../../sdk/run-record-of';
import type { Cli } from '../cli';
import type { Io } from '../io';
import { jsonLine } from '../plain-text';
import { budgetLine } from '../screen/budget-line';
import { BatchDisplay } from './batch-display';

/** What following a batch needs. */
export interface BatchWork {
  cli: Cli;
  io: Io;
  surroundings: Surroundings;
  results: ResultsFolder;
  plan: BatchPlan;
}

/**
 * Follows a running or ended batch and writes the result of each of these runs. On Ctrl-C the batch is told to stop. Runs
 * that were stopped are not done: they are not written, so that a resume runs them again. Returns why the batch's
 * workflow failed, if it did.
 */
export async function executeBatch(
  work: BatchWork,
  entries: readonly BatchEntry[],
): Promise<string | undefined> {
  const { cli, io, surroundings, plan } = work;
  const { client, lost } = surroundings;
  const byWorkflow = new Map(entries.map((entry) => [entry.run.workflowId, entry]));
  const display = new BatchDisplay({
    io,
    client,
    entries: plan.entries,
    finishedBefore: plan.entries.length - entries.length,
    severalArms: plan.arms.length > 1,
    ...(isLossy(plan.strategy) ? { lossy: plan.strategy } : {}),
  });
  cli.interrupts.handle(() => {
    display.line(
      'stopping: no further run is started, those under way give their best answer so far; Ctrl-C again leaves at once, a resume fetches what has ended by then',
    );
    display.stopping();
    client.workflow
      .getHandle(plan.batchId)
      .signal(SIGNALS.stop)
      .catch((error: unknown) => display.line(`the batch could not be told to stop: ${String(error)}`));
  });
  const onFinished = async (run: FinishedRun): Promise<void> => {
    const entry = byWorkflow.get(run.workflowId);
    if (!entry) return;
    if (run.status === 'stopped') display.stopped(entry);
    else await collect({ ...work, entry, display });
  };
  const onProgress = (progress: Parameters<BatchDisplay['progress']>[0]): void => display.progress(progress);
  try {
    const following = followBatch({
      client,
      batchId: plan.batchId,
      onFinished,
      onProgress,
      onEnd: ({ speculation }) => speculation && display.line(budgetLine(speculation)),
    });
    following.catch(() => undefined);
    return await Promise.race([following, lost]);
  } finally {
    display.end();
  }
}

/** Reads how a run ended and writes its result. */
async function collect(input: BatchWork & { entry: BatchEntry; display: BatchDisplay }): Promise<void> {
  const { io, surroundings, results, entry, display, plan } = input;
  const { client, store, config } = surroundings;
  const outcome = await awaitOutcome(client, entry.run);
  const record = await runRecordOf({
    store,
    entry,
    outcome,
    settings: { ...recordSettings(config), strategy: plan.strategy },
    onProblem: (problem) => display.line(`warning: ${problem}`),
  });
  await results.write(record);
  display.finished(record);
  io.result(jsonLine(record));
}
