import { bootstrapGeometricMean, median, type Interval } from '../../core/statistics';

/** What is compared of a run, of Forerun's or of anything else's. */
export interface TimedRun {
  workflowId: string;
  /** From the call that starts the run until its result is in hand. */
  seconds: number;
}

/** The arms of round `round` (from 0): moved on by one each round, so that none always comes first. */
export function armOrder<T>(arms: readonly T[], round: number): T[] {
  const first = arms.length === 0 ? 0 : round % arms.length;
  return [...arms.slice(first), ...arms.slice(0, first)];
}

/** Runs every arm once a round, one run at a time, in alternating order; the runs by arm, in the order of the rounds. */
export async function interleave<Name extends string, Run extends TimedRun>(input: {
  arms: readonly Name[];
  rounds: number;
  run(arm: Name, round: number): Promise<Run>;
}): Promise<Record<Name, Run[]>> {
  const runs = Object.fromEntries(input.arms.map((arm) => [arm, [] as Run[]])) as Record<Name, Run[]>;
  for (let round = 0; round < input.rounds; round += 1) {
    for (const arm of armOrder(input.arms, round)) runs[arm].push(await input.run(arm, round));
  }
  return runs;
}

export const secondsOf = (runs: readonly TimedRun[]): number[] => runs.map(({ seconds }) => seconds);

export const medianSeconds = (runs: readonly TimedRun[]): number => median(secondsOf(runs)) ?? 0;

/** Geometric mean of `over[i] / under[i]` with its bootstrap interval. */
export function pairedRatio(over: readonly TimedRun[], under: readonly TimedRun[]): Interval {
  const ratios = over.flatMap((run, index) => {
    const other = under[index];
    return other ? [run.seconds / other.seconds] : [];
  });
  const interval = bootstrapGeometricMean(ratios);
  if (!interval) throw new RangeError('pairedRatio: no pairs');
  return interval;
}
