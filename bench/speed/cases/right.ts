import { baselineSeconds, boundSeconds, hopAllowance } from '../bound';
import { interleave, medianSeconds, pairedRatio, secondsOf } from '../interleave';
import { ratio, seconds } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD, STANDARD_CALLS, type Latencies } from '../standard-script';
import { runOne, type FinishedRun } from '../world/run-one';

/** Share of the bound by which a run may miss it besides its hops. */
const TOLERANCE = 0.03;
const LOOKAHEADS = { 'lookahead 0': 0, 'lookahead 1': 1, 'lookahead 2': 2 } as const;

type ArmName = 'baseline' | keyof typeof LOOKAHEADS;
const ARMS: ArmName[] = ['baseline', 'lookahead 0', 'lookahead 1', 'lookahead 2'];

const rightCase = (name: string, latencies: Latencies): SpeedCase => ({
  name,
  about: `all predictions right, actor ${latencies.actor} s`,
  measure: (context) => measureRight(context, latencies),
});

export const rightCases: SpeedCase[] = [
  rightCase('right', STANDARD),
  rightCase('actor-4s', { ...STANDARD, actor: 4 }),
];

async function measureRight(context: SpeedContext, latencies: Latencies): Promise<SpeedRow[]> {
  const { world, pairs, quick } = context;
  const hopSeconds = await context.hopSeconds();
  await world.play({ latencies, calls: STANDARD_CALLS, predictions: 'right' });
  const runs = await interleave({
    arms: quick ? (['baseline', 'lookahead 1'] as const) : ARMS,
    rounds: pairs,
    run: (arm) =>
      arm === 'baseline'
        ? runOne(world, { arm, calls: STANDARD_CALLS })
        : runOne(world, { arm: 'speculate', lookahead: LOOKAHEADS[arm], calls: STANDARD_CALLS }),
  });
  const baseline: FinishedRun[] = runs.baseline ?? [];
  return Object.entries(runs).map(([arm, finished]): SpeedRow =>
    arm === 'baseline'
      ? baselineRow(finished, latencies, hopSeconds)
      : boundRow({ arm: arm as keyof typeof LOOKAHEADS, finished, baseline, latencies, hopSeconds }),
  );
}

const conditions = ({ actor }: Latencies): string => `all right, actor ${actor} s`;

function baselineRow(runs: FinishedRun[], latencies: Latencies, hopSeconds: number): SpeedRow {
  return {
    what: `${conditions(latencies)}, baseline`,
    target: '',
    measured: `${seconds(medianSeconds(runs))} (bound ${seconds(baselineSeconds(latencies, STANDARD_CALLS))})`,
    values: {
      seconds: secondsOf(runs),
      boundSeconds: baselineSeconds(latencies, STANDARD_CALLS),
      hopSeconds,
    },
  };
}

function boundRow(input: {
  arm: keyof typeof LOOKAHEADS;
  finished: FinishedRun[];
  baseline: FinishedRun[];
  latencies: Latencies;
  hopSeconds: number;
}): SpeedRow {
  const { arm, finished, latencies, hopSeconds } = input;
  const bound = boundSeconds(latencies, STANDARD_CALLS, LOOKAHEADS[arm]);
  const hops = hopAllowance(latencies, STANDARD_CALLS, LOOKAHEADS[arm], hopSeconds);
  const limit = bound * (1 + TOLERANCE) + hops;
  const measured = medianSeconds(finished);
  const paired = pairedRatio(finished, input.baseline);
  return {
    what: `${conditions(latencies)}, ${arm}`,
    target: `≤ ${seconds(limit)} (${seconds(bound)} + 3 % + hops ${seconds(hops)})`,
    measured: `${seconds(measured)}, ${((measured / bound - 1) * 100).toFixed(1)} % above the bound; ratio ${ratio(paired)}`,
    met: measured <= limit,
    values: {
      seconds: secondsOf(finished),
      boundSeconds: bound,
      hopsSeconds: hops,
      limitSeconds: limit,
      ratio: { ...paired },
      hits: finished.map(({ outcome }) => outcome.accounts.hits),
      acceptedAhead: finished.map(({ outcome }) => outcome.accounts.acceptedAhead),
    },
  };
}
