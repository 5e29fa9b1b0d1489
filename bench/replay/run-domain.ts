import { messageOf } from '../../contracts/errors';
import { armOrder } from '../speed/interleave';
import { shadowOf, type ReplayArm } from './arms';
import { runRecord, type RunRecord } from './measure/run-record';
import { watchMachine, type MachineUse } from './measure/machine';
import type { Domain } from './recording/read-domains';
import type { PlayedTrajectory } from './recording/played-trajectory';
import type { Loaded, ReplayWorld } from './world/replay-world';
import { replayRun } from './world/start-replay';

export interface DomainRuns {
  runs: RunRecord[];
  errors: string[];
  machine: MachineUse;
}

/** Runs that warm up fresh workers; they are not counted. */
const WARM_UP = 4;

/**
 * Plays every trajectory in every arm, so many at a time: the arms of a trajectory side by side, in an order that moves
 * on by one with each, so that no arm always comes first and all meet the same load.
 */
export async function runDomain(
  world: ReplayWorld,
  loaded: Loaded,
  input: {
    domain: Domain;
    arms: readonly ReplayArm[];
    concurrency: number;
    onDone(done: number, all: number): void;
  },
): Promise<DomainRuns> {
  const { domain, arms, concurrency } = input;
  await warmUp(world, loaded, domain, arms);
  const errors = await teach(world, loaded, { domain, arms, concurrency });
  const work = domain.trajectories.flatMap((trajectory, index) =>
    armOrder(arms, index).map((arm) => ({ trajectory, index, arm })),
  );
  const runs: RunRecord[] = [];
  const watched = await watchMachine(world);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let item = work[next++]; item; item = work[next++]) {
      const { trajectory, arm, index } = item;
      try {
        runs.push(runRecord(arm.name, index, await replayRun(world, loaded, { trajectory, arm })));
      } catch (error) {
        errors.push(`${domain.name} ${arm.name}: ${messageOf(error)}`);
      }
      done += 1;
      input.onDone(done, work.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, work.length) }, worker));
  return { runs, errors, machine: await watched() };
}

/** Plays the lessons with the value gate's predictor, launching nothing; its workers learn from them. */
async function teach(
  world: ReplayWorld,
  loaded: Loaded,
  input: { domain: Domain; arms: readonly ReplayArm[]; concurrency: number },
): Promise<string[]> {
  const arm = input.arms.find(({ gate }) => gate?.rule === 'value');
  const errors: string[] = [];
  if (!arm) return errors;
  const lessons = [...input.domain.lessons];
  const worker = async (): Promise<void> => {
    for (let lesson = lessons.shift(); lesson; lesson = lessons.shift()) {
      await replayRun(world, loaded, { trajectory: lesson, arm: shadowOf(arm) }).catch((error: unknown) =>
        errors.push(`${input.domain.name} lesson: ${messageOf(error)}`),
      );
    }
  };
  await Promise.all(Array.from({ length: input.concurrency }, worker));
  return errors;
}

async function warmUp(
  world: ReplayWorld,
  loaded: Loaded,
  domain: Domain,
  arms: readonly ReplayArm[],
): Promise<void> {
  const length = ({ turns }: PlayedTrajectory): number =>
    turns.reduce((sum, { seconds }) => sum + seconds, 0);
  const shortest = [...domain.trajectories]
    .sort((one, other) => length(one) - length(other))
    .slice(0, WARM_UP);
  // What goes wrong here goes wrong again where it is counted.
  await Promise.allSettled(
    shortest.map((trajectory, index) =>
      replayRun(world, loaded, { trajectory, arm: arms[index % arms.length] ?? arms[0]! }),
    ),
  );
}
