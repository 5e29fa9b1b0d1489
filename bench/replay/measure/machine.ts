import { availableParallelism } from 'node:os';
import { machineBusySeconds, processorSeconds } from '../../speed/world/process-stats';

/** What the machine did while runs were played: waiting costs nothing, so it must not have been full. */
export interface MachineUse {
  seconds: number;
  cores: number;
  /** Share of all cores that all programs kept busy, 0 to 1; absent where there is no /proc. */
  busyShare?: number;
  /** Cores that each process kept busy, most first. */
  processes: { name: string; cores: number }[];
}

/** Begins to watch; what comes back tells what the machine did since. */
export async function watchMachine(world: {
  pids(): [string, number | undefined][];
}): Promise<() => Promise<MachineUse>> {
  const startedMs = performance.now();
  const busyBefore = await machineBusySeconds();
  const before = await used(world.pids());
  return async () => {
    const seconds = (performance.now() - startedMs) / 1000;
    const busyAfter = await machineBusySeconds();
    const after = await used(world.pids());
    const cores = availableParallelism();
    const processes = [...after]
      .map(([name, total]) => ({ name, cores: (total - (before.get(name) ?? 0)) / seconds }))
      .sort((one, other) => other.cores - one.cores);
    if (busyBefore === undefined || busyAfter === undefined) return { seconds, cores, processes };
    return { seconds, cores, processes, busyShare: (busyAfter - busyBefore) / seconds / cores };
  };
}

async function used(pids: [string, number | undefined][]): Promise<Map<string, number>> {
  const found = await Promise.all(
    pids.map(
      async ([name, pid]) => [name, pid === undefined ? undefined : await processorSeconds(pid)] as const,
    ),
  );
  return new Map(
    found.flatMap(([name, seconds]) => (seconds === undefined ? [] : [[name, seconds] as const])),
  );
}
