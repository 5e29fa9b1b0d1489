import type { ObservedRun } from './mine';
import { observe } from './observe';
import type { Trajectory } from './trajectory';

/** A recorded run with what the miner saw in it. */
export interface TrainingRun {
  trajectory: Trajectory;
  observed: ObservedRun;
}

/** The run as the miner sees it. */
export function trainingRun(trajectory: Trajectory): TrainingRun {
  const { domain, task } = trajectory;
  const tools = trajectory.tools.map(({ name }) => name);
  return { trajectory, observed: { domain, task, tools, turns: observe(trajectory) } };
}
