import { setTimeout as sleep } from 'node:timers/promises';
import { interleave, medianSeconds, pairedRatio, secondsOf } from '../interleave';
import { ratio, seconds } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { PREDICTOR_MODEL, STANDARD, STANDARD_CALLS, WRONG, type ScriptOptions } from '../standard-script';
import { fillSpecSlots } from '../world/fill-spec-slots';
import { runOne } from '../world/run-one';
import { closedPort } from '../world/closed-port';
import type { World } from '../world/world';

const MOST = 1.02;

interface Hostile {
  name: string;
  what: string;
  script?: Partial<ScriptOptions>;
  /** Lookahead of the speculating arm; 0, the default of runs, unless more hurts more. */
  lookahead?: number;
  searches?: { includes: string; ms: number | 'hang' }[];
  /** What is done to the workers before the pairs; undone by the world's `restore`. */
  prepare?(world: World): Promise<void>;
  /** Beside each run; resolves with what ends it. */
  beside?(world: World): Promise<() => Promise<void>>;
}

const wrong: Partial<ScriptOptions> = { predictions: 'wrong' };

/** Issue section 8, "never slower": everything that can go wrong with speculation. */
const HOSTILE: Hostile[] = [
  { name: 'all-wrong', what: 'all predictions wrong, lookahead 2', script: wrong, lookahead: 2 },
  {
    name: 'wrong-tool-slow',
    what: 'all wrong, and the wrong tool takes 4 s',
    script: wrong,
    searches: [{ includes: WRONG, ms: 4000 }],
  },
  {
    name: 'predictor-slow',
    what: 'the predictor takes 5 s',
    script: { latencies: { ...STANDARD, predictor: 5 } },
  },
  {
    name: 'predictor-hangs',
    what: 'the predictor hangs',
    script: { faults: [{ kind: 'hang', when: { model: PREDICTOR_MODEL } }] },
  },
  {
    name: 'predictor-down',
    what: 'the predictor is down',
    prepare: async (world) =>
      world.replaceWorker('spec', { SPEC_BASE_URL: `http://127.0.0.1:${await closedPort()}/v1` }),
  },
  {
    name: 'no-spec-worker',
    what: 'the spec queues have no worker, lookahead 2',
    lookahead: 2,
    prepare: (world) => world.stopWorker('spec'),
  },
  {
    name: 'spec-slots-full',
    what: 'every spec slot is full of hung pre-executions',
    prepare: (world) => world.replaceWorker('spec', { FORERUN_SPEC_TOOLS_SLOTS: '2' }),
    beside: (world) => fillSpecSlots(world, 2),
  },
  {
    name: 'two-requests',
    what: 'the model server serves 2 requests at once; all wrong, lookahead 2',
    script: { ...wrong, concurrency: 2 },
    lookahead: 2,
  },
];

export const neverSlowerCases: SpeedCase[] = HOSTILE.map((hostile) => ({
  name: hostile.name,
  about: `never slower: ${hostile.what}`,
  measure: (context) => measure(context, hostile),
}));

async function measure({ world, pairs }: SpeedContext, hostile: Hostile): Promise<SpeedRow[]> {
  await hostile.prepare?.(world);
  await world.play(
    { latencies: STANDARD, calls: STANDARD_CALLS, predictions: 'right', ...hostile.script },
    hostile.searches,
  );
  const runs = await interleave({
    arms: ['baseline', 'speculate'] as const,
    rounds: pairs,
    run: async (arm) => {
      const end = await hostile.beside?.(world);
      try {
        return await runOne(world, { arm, lookahead: hostile.lookahead, calls: STANDARD_CALLS });
      } finally {
        await end?.();
        // What the run before had cancelled may still be leaving.
        await sleep(300);
      }
    },
  });
  const paired = pairedRatio(runs.speculate, runs.baseline);
  return [
    {
      what: `never slower: ${hostile.what}`,
      target: `speculate / baseline ≤ ${MOST}`,
      measured: `${ratio(paired)}; ${seconds(medianSeconds(runs.baseline))} → ${seconds(medianSeconds(runs.speculate))}`,
      met: paired.value <= MOST,
      values: {
        baselineSeconds: secondsOf(runs.baseline),
        speculateSeconds: secondsOf(runs.speculate),
        ratio: { ...paired },
        lookahead: hostile.lookahead ?? 0,
        hits: runs.speculate.map(({ outcome }) => outcome.accounts.hits),
        ends: runs.speculate.map(({ outcome }) => ({ ...outcome.accounts.outcomes })),
      },
    },
  ];
}
