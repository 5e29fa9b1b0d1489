import { WORKER_ROLES } from '../../../contracts/names';
import type { ProcessorUse } from '../name-limit';
import { machineBusySeconds, processorSeconds } from './process-stats';
import type { World } from './world';

/** What the processors did in a span of time. */
export interface ProcessorSpan {
  seconds: number;
  /** Processor seconds of every process that takes part, most first; empty where there is no /proc. */
  used: { name: string; seconds: number }[];
  /** Average number of cores that all programs of the machine kept busy. */
  busyCores?: number;
}

/** Begins to watch the processors; the function that comes back tells what they did since. */
export async function watchProcessors(world: World): Promise<() => Promise<ProcessorSpan>> {
  const before = await usedSoFar(world);
  const busyBefore = await machineBusySeconds();
  const startedMs = performance.now();
  return async () => {
    const seconds = (performance.now() - startedMs) / 1000;
    const after = await usedSoFar(world);
    const busyAfter = await machineBusySeconds();
    const used = [...after]
      .map(([name, total]) => ({ name, seconds: total - (before.get(name) ?? 0) }))
      .sort((left, right) => right.seconds - left.seconds);
    if (busyBefore === undefined || busyAfter === undefined) return { seconds, used };
    return { seconds, used, busyCores: (busyAfter - busyBefore) / seconds };
  };
}

/** Average number of cores that each process kept busy. */
export const coresUsed = ({ used, seconds }: ProcessorSpan): ProcessorUse[] =>
  used.map((each) => ({ name: each.name, cores: each.seconds / seconds }));

/** Such as `142 ms of processor time a run: Temporal server 60, orchestrator worker 31, actor worker 20`. */
export function processorTimePerRun({ used }: ProcessorSpan, runs: number): string {
  if (used.length === 0) return 'processor time unknown (no /proc here)';
  const perRun = (seconds: number): string => ((seconds * 1000) / runs).toFixed(0);
  const total = used.reduce((sum, { seconds }) => sum + seconds, 0);
  const most = used.slice(0, 3).map(({ name, seconds }) => `${name} ${perRun(seconds)}`);
  return `${perRun(total)} ms of processor time a run: ${most.join(', ')}`;
}

async function usedSoFar(world: World): Promise<Map<string, number>> {
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
