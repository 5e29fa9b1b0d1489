import { cpus } from 'node:os';
import { WORKER_ROLES } from '../../../contracts/names';
import { fetchHistories } from '../history/fetch-history';
import { hopParts } from '../history/turn-times';
import { playWithoutDelays } from '../measure-hop';
import { milliseconds } from '../report/format';
import type { SpeedCase, SpeedContext, SpeedRow } from '../speed-case';
import { STANDARD_CALLS } from '../standard-script';
import { machineBusySeconds, peakMemoryMb, processorSeconds } from '../world/process-stats';
import { runTogether } from '../world/run-one';
import type { World } from '../world/world';
import { nameLimit, type ProcessorUse } from '../name-limit';

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
  const burst = await measuredBurst(world, count);
  const { ended, seconds, use } = burst;
  const errors = ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  for (const error of errors.slice(0, 3)) log(error);
  const runs = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const steps = runs.reduce((total, { outcome }) => total + outcome.steps.length, 0);
  const sample = await Promise.all(
    runs.slice(0, SAMPLE).map(({ workflowId }) => fetchHistories(world.client, workflowId)),
  );
  const parts = hopParts(sample.flat());
  const limit = nameLimit({ cores: cpus().length, busy: burst.busy, use, parts });
  return [
    {
      what: `${count} runs at once, all delays zero, speculate`,
      target: 'errors 0; the limit named',
      measured: `${(steps / seconds).toFixed(1)} steps/s (${steps} in ${seconds.toFixed(1)} s), errors ${errors.length}; limit: ${limit}`,
      met: errors.length === 0,
      values: {
        seconds,
        steps,
        errors,
        limit,
        machineBusyCores: burst.busy ?? null,
        processorShare: use.map(({ name, cores }) => ({ name, cores })),
        hopParts: { ...parts },
      },
    },
    await memoryRow(world, count, milliseconds(parts.dispatchMs)),
  ];
}

/** The runs, and who used the processors meanwhile. */
async function measuredBurst(world: World, count: number) {
  const choices = Array.from({ length: count }, () => ({ arm: 'speculate', calls: STANDARD_CALLS }) as const);
  let startedMs = 0;
  let before = new Map<string, number>();
  let busyBefore: number | undefined;
  const ended = await runTogether(world, choices, async () => {
    before = await processors(world);
    busyBefore = await machineBusySeconds();
    startedMs = performance.now();
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const use = difference(before, await processors(world), seconds);
  const busyAfter = await machineBusySeconds();
  const busy =
    busyBefore === undefined || busyAfter === undefined ? undefined : (busyAfter - busyBefore) / seconds;
  return { ended, seconds, use, busy };
}

async function memoryRow(world: World, count: number, dispatch: string): Promise<SpeedRow> {
  const peaks = await Promise.all(
    WORKER_ROLES.map(async (role) => ({ role, mb: await peakMemoryMb(world.worker(role).pid) })),
  );
  const known = peaks.flatMap(({ role, mb }) => (mb === undefined ? [] : [{ role, mb }]));
  return {
    what: `memory of each worker process, peak, ${count} runs at once`,
    target: `≤ ${MOST_MB} MB`,
    measured:
      known.map(({ role, mb }) => `${role} ${mb.toFixed(0)}`).join(', ') +
      (known.length ? ' MB' : 'no /proc here'),
    ...(known.length > 0 ? { met: known.every(({ mb }) => mb <= MOST_MB) } : {}),
    values: { peakMb: Object.fromEntries(known.map(({ role, mb }) => [role, mb])), dispatch },
  };
}

/** Processor seconds so far of every process that takes part. */
async function processors(world: World): Promise<Map<string, number>> {
  const { pids } = world.simulators;
  const named: [string, number | undefined][] = [
    ...WORKER_ROLES.map((role): [string, number] => [`${role} worker`, world.worker(role).pid]),
    ['Temporal server', world.server.serverPid],
    ['simulated models', pids.models],
    ['simulated search', pids.search],
    ['benchmark client', process.pid],
  ];
  const used = new Map<string, number>();
  for (const [name, pid] of named) {
    const seconds = pid === undefined ? undefined : await processorSeconds(pid);
    if (seconds !== undefined) used.set(name, seconds);
  }
  return used;
}

const difference = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  seconds: number,
): ProcessorUse[] =>
  [...after].map(([name, used]) => ({ name, cores: (used - (before.get(name) ?? 0)) / seconds }));
