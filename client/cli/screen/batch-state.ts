import type { RunProgress } from '../../../contracts/run';
import type { RunRecord } from '../../results/run-record';
import { verdict } from './finished-line';

/** A run of a batch that is under way. */
export interface RunningRun {
  name: string;
  /** Only where the batch has several. */
  arm?: string;
  startedAtMs: number;
  progress?: RunProgress;
}

/** What a batch's screen shows. */
export interface BatchState {
  total: number;
  finished: number;
  /** Of these, finished before this command took over; they say nothing about its pace. */
  finishedBefore: number;
  /** Finished runs by verdict. */
  verdicts: Record<string, number>;
  running: Map<string, RunningRun>;
  costUsd: number;
  hits: number;
  acceptedAhead: number;
  hiddenSeconds: number;
  startedAtMs: number;
  stopping: boolean;
  /** Name of a lossy strategy in use. */
  lossy?: string;
}

export const newBatchState = (
  input: Pick<BatchState, 'total' | 'finishedBefore' | 'startedAtMs' | 'lossy'>,
): BatchState => ({
  ...input,
  finished: input.finishedBefore,
  verdicts: {},
  running: new Map(),
  costUsd: 0,
  hits: 0,
  acceptedAhead: 0,
  hiddenSeconds: 0,
  stopping: false,
});

/** Adds a finished run to the counts. */
export function countFinished(state: BatchState, record: RunRecord): void {
  const word = verdict(record);
  state.finished += 1;
  state.verdicts[word] = (state.verdicts[word] ?? 0) + 1;
  state.costUsd += record.cost_usd;
  state.hits += record.spec_hits + record.lossy_hits + record.observed_hits;
  state.acceptedAhead += record.accepted_ahead;
  state.hiddenSeconds += record.hidden_seconds;
}

/** Sums of the finished runs and of those under way, as far as they are known. Pure. */
export function soFar(
  state: BatchState,
): Pick<BatchState, 'costUsd' | 'hits' | 'acceptedAhead' | 'hiddenSeconds'> {
  const running = [...state.running.values()].flatMap(({ progress }) => (progress ? [progress] : []));
  const add = (key: 'costUsd' | 'hits' | 'acceptedAhead' | 'hiddenSeconds'): number =>
    running.reduce((sum, progress) => sum + progress[key], state[key]);
  return {
    costUsd: add('costUsd'),
    hits: add('hits'),
    acceptedAhead: add('acceptedAhead'),
    hiddenSeconds: add('hiddenSeconds'),
  };
}

/** Seconds that the rest will take at the pace so far; undefined before anything has finished. Pure. */
export function secondsLeft(state: BatchState, nowMs: number): number | undefined {
  const done = state.finished - state.finishedBefore;
  if (done <= 0) return undefined;
  return ((nowMs - state.startedAtMs) / 1000 / done) * (state.total - state.finished);
}
