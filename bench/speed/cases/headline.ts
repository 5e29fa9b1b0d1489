import { mean, median } from '../../../core/statistics';
import { fetchHistories } from '../history/fetch-history';
import { claimMs, firstTurnSeconds } from '../history/turn-times';
import { interleave } from '../interleave';
import { milliseconds, seconds } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import type { Latencies } from '../standard-script';
import { runOne, type FinishedRun } from '../world/run-one';

const LATENCIES: Latencies = { actor: 10, predictor: 2, tool: 2 };
const CALLS = 1;
/** The share beyond the bound and its hops that the right predictions are granted, too. */
const TOLERANCE = 0.03;

/** The headline of the earlier work: one turn of a slow actor, from its request to its tool's outcome. */
export const headlineCase: SpeedCase = {
  name: 'headline',
  about: 'actor 10 s, predictor 2 s, tool 2 s: one turn, and what a claim costs',
  measure,
};

async function measure(context: SpeedContext): Promise<SpeedRow[]> {
  const { world, pairs } = context;
  const hopSeconds = await context.hopSeconds();
  await world.play({ latencies: LATENCIES, calls: CALLS, predictions: 'right', lastTurnSeconds: 0.1 });
  const runs = await interleave({
    arms: ['baseline', 'speculate'] as const,
    rounds: Math.min(pairs, 2),
    run: (arm) => runOne(world, { arm, calls: CALLS }),
  });
  const baseline = await turns(context, runs.baseline);
  const speculate = await turns(context, runs.speculate);
  const limit = LATENCIES.actor * (1 + TOLERANCE) + hopSeconds;
  const turn = median(speculate.turnSeconds) ?? 0;
  const claim = median(speculate.claims) ?? 0;
  return [
    {
      what: 'actor 10 s, predictor 2 s, tool 2 s: decide scheduled → outcome in hand, baseline',
      target: '',
      measured: `${seconds(median(baseline.turnSeconds) ?? 0)} (bound 12.00 s)`,
      values: { seconds: baseline.turnSeconds, boundSeconds: LATENCIES.actor + LATENCIES.tool },
    },
    {
      what: 'the same, speculate',
      target: `≤ ${seconds(limit)} (10.00 s + 3 % + hop ${milliseconds(hopSeconds * 1000)})`,
      measured: `${turn.toFixed(3)} s; a claim takes ${milliseconds(claim)}`,
      met: turn <= limit,
      values: {
        seconds: speculate.turnSeconds,
        claimMs: speculate.claims,
        meanClaimMs: mean(speculate.claims) ?? null,
        limitSeconds: limit,
      },
    },
  ];
}

async function turns(
  { world }: SpeedContext,
  runs: readonly FinishedRun[],
): Promise<{ turnSeconds: number[]; claims: number[] }> {
  const histories = await Promise.all(
    runs.map(async ({ workflowId }) => (await fetchHistories(world.client, workflowId)).slice(0, 1)),
  );
  const all = histories.flat();
  return {
    turnSeconds: all.flatMap((history) => firstTurnSeconds(history) ?? []),
    claims: all.flatMap((history) => claimMs(history) ?? []),
  };
}
