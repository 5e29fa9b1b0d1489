import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinOrOvertake } from '../../../core/speculation/join';
import type { FlightEnd } from '../../../core/speculation/ports';
import { FakeClock } from '../agent/simulated-world';

interface Race {
  ageMs: number;
  boundMs: number;
  aheadMs: number;
  aheadFails: boolean;
  realMs: number;
}

/** Plays one join on a virtual clock; the real work always succeeds. */
async function play({ ageMs, boundMs, aheadMs, aheadFails, realMs }: Race) {
  const clock = new FakeClock();
  clock.nowMs = ageMs;
  let realStartedMs: number | undefined;
  let realCancelled = false;
  const settled = new Promise<FlightEnd<string>>((resolve) =>
    clock.after(aheadMs, () =>
      resolve(aheadFails ? { status: 'failed', code: 'x' } : { status: 'succeeded', value: 'ahead' }),
    ),
  );
  const joined = await clock.runUntil(
    joinOrOvertake<string>({
      entry: { launchedAtMs: 0, settled },
      nowMs: clock.nowMs,
      aheadStartMs: 500,
      boundMs,
      timer: (ms) => {
        let cancel = (): void => undefined;
        const fired = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
        return { fired, cancel: () => cancel() };
      },
      startReal: () => {
        realStartedMs = clock.nowMs - ageMs;
        const result = new Promise<string>((resolve) => clock.after(realMs, () => resolve('real')));
        return { result, cancel: () => (realCancelled = true) };
      },
    }),
  );
  return { joined, waitedMs: clock.nowMs - ageMs, realStartedMs, realCancelled };
}

const races = fc.record({
  ageMs: fc.nat({ max: 2000 }),
  boundMs: fc.nat({ max: 3000 }),
  aheadMs: fc.integer({ min: 1, max: 5000 }),
  aheadFails: fc.boolean(),
  realMs: fc.integer({ min: 1, max: 5000 }),
});

describe('joinOrOvertake', () => {
  it('any race → bounded, the first success wins, a failure ahead is never the result', async () => {
    await fc.assert(
      fc.asyncProperty(races, async (race) => {
        const { joined, waitedMs, realStartedMs, realCancelled } = await play(race);
        const left = race.ageMs < 600 ? 0 : Math.max(0, race.boundMs - race.ageMs);
        expect(waitedMs).toBeLessThanOrEqual(left + race.realMs);
        if (race.aheadFails) expect(joined.value).toBe('real');
        else expect(waitedMs).toBeLessThanOrEqual(race.aheadMs);
        expect(joined.how === 'joined').toBe(joined.value === 'ahead');
        // Young entries are never waited for alone.
        if (race.ageMs < 600) expect(realStartedMs).toBe(0);
        expect(realCancelled).toBe(joined.how === 'joined' && realStartedMs !== undefined);
      }),
      { numRuns: 500 },
    );
  });
});
