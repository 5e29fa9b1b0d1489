import { quantile } from '../../../core/statistics';
import type { Arm } from '../../../contracts/run';
import { interleave, medianSeconds, secondsOf } from '../interleave';
import { hopOf, playWithoutDelays } from '../measure-hop';
import { milliseconds } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD_CALLS } from '../standard-script';
import { processorTimePerRun, watchProcessors, type ProcessorSpan } from '../world/processors';
import { runOne, type FinishedRun } from '../world/run-one';

const RUNS = 30;
const WARM_UP = 5;
const LIMITS: Record<Arm, number> = { baseline: 0.12, speculate: 0.15 };

/** What Forerun itself costs: the standard run where nothing else takes time. */
export const zeroDelaysCase: SpeedCase = {
  name: 'zero-delays',
  about: `all delays zero, median of ${RUNS}, and the time of a hop`,
  measure,
};

async function measure(context: SpeedContext): Promise<SpeedRow[]> {
  const { world, quick } = context;
  await playWithoutDelays(world);
  const arms = ['baseline', 'speculate'] as const;
  const run = (arm: Arm): Promise<FinishedRun> => runOne(world, { arm, calls: STANDARD_CALLS });
  await interleave({ arms, rounds: WARM_UP, run });
  const rounds = quick ? 5 : RUNS;
  const watched = await watchProcessors(world);
  const runs = await interleave({ arms, rounds, run });
  const span = await watched();
  return [
    ...(await Promise.all(arms.map((arm) => row(context, arm, runs[arm])))),
    processorRow(span, 2 * rounds),
  ];
}

/** Processor time does not grow much with other load on the machine, so it tells what a loaded one cannot. */
function processorRow(span: ProcessorSpan, runs: number): SpeedRow {
  const busy =
    span.busyCores === undefined ? '' : `; ${span.busyCores.toFixed(2)} cores of the machine were busy`;
  return {
    what: 'all delays zero: what the runs cost, mean of both arms',
    target: '',
    measured: `${processorTimePerRun(span, runs)}${busy}`,
    values: { runs, ...span },
  };
}

async function row({ world }: SpeedContext, arm: Arm, runs: FinishedRun[]): Promise<SpeedRow> {
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
    what: `all delays zero, ${arm}, median of ${runs.length}`,
    target: `≤ ${LIMITS[arm].toFixed(2)} s`,
    measured: `${measured.toFixed(3)} s (p95 ${p95.toFixed(3)} s); a hop ${milliseconds(hop * 1000)}: ${where}`,
    met: measured <= LIMITS[arm],
    values: {
      seconds: secondsOf(runs),
      medianSeconds: measured,
      p95Seconds: p95,
      hopSeconds: hop,
      hopParts: { ...parts },
    },
  };
}
