import { setTimeout as sleep } from 'node:timers/promises';
import { FILLER, FILLER_CALLS } from '../standard-script';
import { beginRun } from './run-one';
import type { World } from './world';

const LIMIT_MS = 10_000;
const POLL_MS = 25;

/**
 * Fills the slots of speculative tools with searches that hang: runs of a very slow actor whose predicted search never
 * answers. Resolves when all slots are taken, with what ends it.
 */
export async function fillSpecSlots(world: World, slots: number): Promise<() => Promise<void>> {
  await world.simulators.clear();
  const handles = await Promise.all(
    Array.from({ length: slots }, () => beginRun(world, { arm: 'speculate', calls: FILLER_CALLS })),
  );
  const end = async (): Promise<void> => {
    await Promise.all(handles.map((handle) => handle.terminate('the slots are not needed any more')));
  };
  const deadline = performance.now() + LIMIT_MS;
  while ((await hanging(world)) < slots) {
    if (performance.now() > deadline) {
      await end();
      throw new Error(`the ${slots} slots of speculative tools could not be filled`);
    }
    await sleep(POLL_MS);
  }
  return end;
}

async function hanging(world: World): Promise<number> {
  const searches = await world.simulators.searches();
  return searches.filter(({ query, closedAt }) => query.includes(FILLER) && closedAt === undefined).length;
}
