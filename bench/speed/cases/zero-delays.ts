import { quantile } from '../../../core/statistics';
import type { Arm } from '../../../contracts/run';
import { interleave, medianSeconds, pairedRatio, secondsOf, type TimedRun } from '../interleave';
import { hopOf, playWithoutDelays, STANDARD_HOPS } from '../measure-hop';
import { milliseconds, ratio } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD_CALLS } from '../standard-script';
import { awaitLearning } from '../world/await-learning';
import { processorTimePerRun, watchProcessors } from '../world/processors';
import { runOne, type FinishedRun } from '../world/run-one';
import type { World } from '../world/world';
import { Yardstick } from '../yardstick/yardstick';

const RUNS = 30;
/** So many that the engine has compiled what every run goes through. */
const WARM_UP = 40;
const ARMS = ['baseline', 'speculate'] as const;
const LIMITS: Record<Arm, number> = { baseline: 0.12, speculate: 0.15 };

type Timed = Record<Arm | 'bare', TimedRun[]>;

/** What Forerun itself costs: the standard run where nothing else takes time, beside a bare workflow of as many hops. */
export const zeroDelaysCase: SpeedCase = {
  name: 'zero-delays',
  about: `all delays zero, median of ${RUNS}, beside a bare Temporal workflow, and the time of a hop`,
  measure,
};

async function measure(context: SpeedContext): Promise<SpeedRow[]> {
  const { world, quick } = context;
  await playWithoutDelays(world);
  const rounds = quick ? 5 : RUNS;
  const runs = await timeRuns(world, rounds);
  return [
    await armRow(world, 'baseline', runs.baseline),
    await armRow(world, 'speculate', runs.speculate),
    await yardstickRow(world, runs),
    await processorRow(world, Math.ceil(rounds / 2)),
  ];
}

const runArm = (world: World, arm: Arm): Promise<FinishedRun> =>
  runOne(world, { arm, calls: STANDARD_CALLS });

/** A run, and then what it has set going: what is timed next has the machine for itself. */
async function runToTheEnd(world: World, arm: Arm): Promise<FinishedRun> {
  const run = await runArm(world, arm);
  if (arm === 'speculate' && world.template.learning) await awaitLearning(world, run);
  return run;
}

/** Both arms and the bare workflow, interleaved; runs that warm them up come first and do not count. */
async function timeRuns(world: World, rounds: number): Promise<Timed> {
  const yardstick = await Yardstick.start(world);
  try {
    const arms = [...ARMS, 'bare'] as const;
    const through =
      (runForerun: typeof runArm) =>
      (arm: (typeof arms)[number]): Promise<TimedRun> =>
        arm === 'bare' ? yardstick.run(STANDARD_HOPS) : runForerun(world, arm);
    await interleave({ arms, rounds: WARM_UP, run: through(runArm) });
    return await interleave({ arms, rounds, run: through(runToTheEnd) });
  } finally {
    await yardstick.stop();
  }
}

async function armRow(world: World, arm: Arm, runs: readonly TimedRun[]): Promise<SpeedRow> {
  const { text, values } = await describeTimes(world, runs);
  return {
    what: `all delays zero, ${arm}, median of ${runs.length}`,
    target: `≤ ${LIMITS[arm].toFixed(2)} s`,
    measured: text,
    met: values.medianSeconds <= LIMITS[arm],
    values,
  };
}

/** The same server's price for as many activities of no content: what is over a ratio of 1 is Forerun's own. */
async function yardstickRow(world: World, runs: Timed): Promise<SpeedRow> {
  const { text, values } = await describeTimes(world, runs.bare);
  const ratios = ARMS.map((arm) => ({ arm, paired: pairedRatio(runs[arm], runs.bare) }));
  return {
    what: `bare Temporal, ${STANDARD_HOPS} empty activities, median of ${runs.bare.length}`,
    target: '',
    measured: `${text}; ${ratios.map(({ arm, paired }) => `${arm} / bare ${ratio(paired)}`).join(', ')}`,
    values: {
      ...values,
      activities: STANDARD_HOPS,
      ratios: Object.fromEntries(ratios.map(({ arm, paired }) => [arm, { ...paired }])),
    },
  };
}

async function describeTimes(
  world: World,
  runs: readonly TimedRun[],
): Promise<{ text: string; values: SpeedRow['values'] & { medianSeconds: number } }> {
  const measured = medianSeconds(runs);
  const p95 = quantile(secondsOf(runs), 0.95) ?? 0;
  const { seconds: hop, parts } = await hopOf(world, runs);
  const where = [
    `dispatch ${milliseconds(parts.dispatchMs)}`,
    `activity ${milliseconds(parts.activityMs)}`,
    `wake ${milliseconds(parts.wakeMs)}`,
    `workflow ${milliseconds(parts.workflowMs)}`,
  ].join(', ');
  return {
    text: `${measured.toFixed(3)} s (p95 ${p95.toFixed(3)} s); a hop ${milliseconds(hop * 1000)}: ${where}`,
    values: {
      seconds: secondsOf(runs),
      medianSeconds: measured,
      p95Seconds: p95,
      hopSeconds: hop,
      hopParts: { ...parts },
    },
  };
}

/**
 * Runs of both arms alone, for what they cost the processors: that does not grow much with other load on the machine, so
 * it tells what a loaded one cannot.
 */
async function processorRow(world: World, rounds: number): Promise<SpeedRow> {
  const watched = await watchProcessors(world);
  await interleave({ arms: ARMS, rounds, run: (arm) => runToTheEnd(world, arm) });
  const span = await watched();
  const runs = ARMS.length * rounds;
  const busy =
    span.busyCores === undefined ? '' : `; ${span.busyCores.toFixed(2)} cores of the machine were busy`;
  return {
    what: 'all delays zero: what the runs cost, learning included, mean of both arms',
    target: '',
    measured: `${processorTimePerRun(span, runs)}${busy}`,
    values: { runs, ...span },
  };
}
