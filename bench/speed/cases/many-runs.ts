import { cpus } from 'node:os';
import { WORKER_ROLES } from '../../../contracts/names';
import { fetchHistories } from '../history/fetch-history';
import { hopParts } from '../history/turn-times';
import { playWithoutDelays } from '../measure-hop';
import { nameLimit } from '../name-limit';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD_CALLS } from '../standard-script';
import { peakMemoryMb } from '../world/process-stats';
import { coresUsed, processorTimePerRun, watchProcessors, type ProcessorSpan } from '../world/processors';
import { runTogether, type FinishedRun } from '../world/run-one';
import type { World } from '../world/world';

const RUNS = 100;
const MOST_MB = 400;
/** Histories that are read to see where the time goes. */
const SAMPLE = 10;

export const manyRunsCase: SpeedCase = {
  name: 'many-runs',
  about: `${RUNS} runs at once, all delays zero: steps a second, memory, and what limits them`,
  measure,
};

async function measure({ world, quick, log }: SpeedContext): Promise<SpeedRow[]> {
  // So that the peak of memory is this case's own.
  for (const role of WORKER_ROLES) await world.replaceWorker(role);
  await playWithoutDelays(world);
  const count = quick ? 20 : RUNS;
  const { runs, errors, span } = await burst(world, count);
  for (const error of errors.slice(0, 3)) log(error);
  const steps = runs.reduce((total, { outcome }) => total + outcome.steps.length, 0);
  const sample = await Promise.all(
    runs.slice(0, SAMPLE).map(({ workflowId }) => fetchHistories(world.client, workflowId)),
  );
  const parts = hopParts(sample.flat());
  const use = coresUsed(span);
  const limit = nameLimit({ cores: cpus().length, busy: span.busyCores, use, parts });
  return [
    {
      what: `${count} runs at once, all delays zero, speculate`,
      target: 'errors 0; the limit named',
      measured:
        `${(steps / span.seconds).toFixed(1)} steps/s (${steps} in ${span.seconds.toFixed(1)} s), errors ${errors.length}; ` +
        `limit: ${limit}; ${processorTimePerRun(span, count)}`,
      met: errors.length === 0,
      values: { ...span, steps, errors, limit, hopParts: { ...parts } },
    },
    await memoryRow(world, count),
  ];
}

/** The runs, and what the processors did from the first start to the last result. */
async function burst(
  world: World,
  count: number,
): Promise<{ runs: FinishedRun[]; errors: string[]; span: ProcessorSpan }> {
  const choices = Array.from({ length: count }, () => ({ arm: 'speculate', calls: STANDARD_CALLS }) as const);
  let watched: (() => Promise<ProcessorSpan>) | undefined;
  const ended = await runTogether(world, choices, async () => {
    watched = await watchProcessors(world);
  });
  const span = (await watched?.()) ?? { seconds: 0, used: [] };
  return {
    runs: ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
    errors: ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : [])),
    span,
  };
}

async function memoryRow(world: World, count: number): Promise<SpeedRow> {
  const peaks = await Promise.all(
    WORKER_ROLES.map(async (role) => ({ role, mb: await peakMemoryMb(world.worker(role).pid) })),
  );
  const known = peaks.flatMap(({ role, mb }) => (mb === undefined ? [] : [{ role, mb }]));
  const listed = known.map(({ role, mb }) => `${role} ${mb.toFixed(0)}`).join(', ');
  return {
    what: `memory of each worker process, peak, ${count} runs at once`,
    target: `≤ ${MOST_MB} MB`,
    measured: known.length > 0 ? `${listed} MB` : 'no /proc here',
    ...(known.length > 0 ? { met: known.every(({ mb }) => mb <= MOST_MB) } : {}),
    values: { peakMb: Object.fromEntries(known.map(({ role, mb }) => [role, mb])) },
  };
}
