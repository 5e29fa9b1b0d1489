import { setTimeout as sleep } from 'node:timers/promises';
import { SIGNALS } from '../../contracts/names';
import { ForerunError } from '../../contracts/errors';
import type { RunRecord } from '../results/run-record';
import { awaitOutcome } from '../sdk/await-outcome';
import { followBatch } from '../sdk/follow-batch';
import { newToken } from '../sdk/new-token';
import { planRuns, type ArmChoice, type BatchEntry } from '../sdk/plan-runs';
import { recordSettings, runRecordOf } from '../sdk/run-record-of';
import { runTemplate } from '../sdk/run-template';
import { startBatch } from '../sdk/start-batch';
import type { DemoTask } from './prepare-demo';
import type { DemoWorld } from './demo-world';
import { StallWatch } from './stall-watch';

/** Runs at a time: with two, every run has one neighbour, whatever its arm. */
export const WINDOW = 2;

export interface DemoBatch {
  world: DemoWorld;
  batchId: string;
  tasks: readonly DemoTask[];
  arms: readonly ArmChoice[];
  onStarted?: (running: readonly BatchEntry[], finished: number) => void;
  onRecord: (record: RunRecord) => Promise<void>;
  note: (line: string) => void;
  /** Longest without any run ending; runs that get nowhere (a worker's workflow code that throws) say nothing themselves. */
  stallMs: number;
  /** Aborted: runs end with their best answer so far, and no more are started. */
  stop: AbortSignal;
}

/**
 * Runs every task in every arm as one batch workflow, and hands over each run's record as it ends. Throws ForerunError
 * `demo_failed` where the batch itself failed, and what ends the world.
 */
export async function runBatch(input: DemoBatch): Promise<void> {
  const { world, batchId, tasks, arms } = input;
  const { client, config, store, searchAttributes } = world;
  const entries = planRuns({
    tasks: tasks.map(({ example, task }) => ({ example: example.id, task })),
    arms,
    newToken,
  });
  const handle = await startBatch({
    client,
    store,
    template: runTemplate(config, { storeId: await store.id(), searchAttributes }),
    plan: { batchId, dataset: 'examples/demo' },
    entries,
    window: WINDOW,
    model: config.models.actor?.model ?? '',
    searchAttributes,
  });
  const stopRuns = (): void => void handle.signal(SIGNALS.stop).catch(() => undefined);
  input.stop.addEventListener('abort', stopRuns, { once: true });
  if (input.stop.aborted) stopRuns();
  const watch = new StallWatch(input.stallMs, () => batchStalled(input));
  try {
    const failure = await Promise.race([follow(input, entries, watch), world.lost, watch.stalled]);
    if (failure !== undefined) throw batchFailed(batchId, failure);
  } finally {
    watch.end();
    input.stop.removeEventListener('abort', stopRuns);
  }
}

function follow(
  input: DemoBatch,
  entries: readonly BatchEntry[],
  watch: StallWatch,
): Promise<string | undefined> {
  const { world, batchId, onRecord, onStarted, note } = input;
  const { client, config, store } = world;
  const byId = new Map(entries.map((entry) => [entry.run.workflowId, entry]));
  return followBatch({
    client,
    batchId,
    onProgress: ({ running, finished }) =>
      onStarted?.(
        running.flatMap((id) => byId.get(id) ?? []),
        finished.length,
      ),
    onFinished: async ({ workflowId }) => {
      watch.moved();
      const entry = byId.get(workflowId);
      if (!entry) return;
      const record = await runRecordOf({
        store,
        entry,
        outcome: await awaitOutcome(client, entry.run),
        settings: recordSettings(config),
        onProblem: note,
      });
      await onRecord(record);
    },
  });
}

const batchFailed = (batchId: string, reason: string): ForerunError =>
  new ForerunError({
    code: 'demo_failed',
    blame: 'system',
    message: `the batch ${batchId} failed: ${reason}`,
    remedy: 'Its history in the Temporal UI says where.',
  });

const batchStalled = ({ batchId, stallMs, world }: DemoBatch): ForerunError =>
  new ForerunError({
    code: 'demo_stalled',
    blame: 'system',
    message: `no run of the batch ${batchId} has ended for ${stallMs / 1000} s`,
    remedy: `Their histories in the Temporal UI and the workers' log ${world.logPath} say what they wait for.`,
  });

/** Resolves when the signal is aborted, or rejects with the world. */
export async function untilStopped(stop: AbortSignal, lost: Promise<never>): Promise<void> {
  const forever = sleep(2_147_483_647, undefined, { signal: stop }).catch(() => undefined);
  await Promise.race([forever, lost]);
}
