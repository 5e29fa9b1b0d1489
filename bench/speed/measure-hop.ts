import { median } from '../../core/statistics';
import { fetchHistories } from './history/fetch-history';
import { chainSeconds, hopParts, type HopParts } from './history/turn-times';
import type { HistoryTimes } from './history/read-history';
import type { TimedRun } from './interleave';
import { STANDARD_CALLS } from './standard-script';
import { runOne, type FinishedRun } from './world/run-one';
import type { World } from './world/world';

/** Activities in a row of the standard run: its decisions and its calls. */
export const STANDARD_HOPS = 2 * STANDARD_CALLS + 1;

const NO_DELAYS = { actor: 0, predictor: 0, tool: 0 };
const RUNS = 10;

/** Plays the standard run with all delays zero. */
export const playWithoutDelays = (world: World): Promise<void> =>
  world.play({ latencies: NO_DELAYS, calls: STANDARD_CALLS, predictions: 'right' });

export interface Hop {
  /** Of the whole run by the number of its hops. */
  seconds: number;
  parts: HopParts;
}

/**
 * Seconds of one hop: a run without any delay, from its start to its end as the server wrote them down, by the number
 * of its activities in a row. So HTTP to the simulators, the blob store and the workflow tasks are in it.
 */
export async function hopOf(world: World, runs: readonly TimedRun[]): Promise<Hop> {
  const chains: HistoryTimes[][] = [];
  for (const { workflowId } of runs) chains.push(await fetchHistories(world.client, workflowId));
  return {
    seconds: (median(chains.map(chainSeconds)) ?? 0) / STANDARD_HOPS,
    parts: hopParts(chains.flat()),
  };
}

/** Measures a hop by runs of its own; the first ones, which warm everything up, do not count. */
export async function measureHop(world: World): Promise<Hop> {
  await playWithoutDelays(world);
  const runs: FinishedRun[] = [];
  for (let index = 0; index < 2 * RUNS; index += 1) {
    runs.push(await runOne(world, { arm: 'baseline', calls: STANDARD_CALLS }));
  }
  return hopOf(world, runs.slice(RUNS));
}
