import type { FlightEnd, RealFlight, Timer } from './ports';

/** Added to the schedule-to-start bound before an entry counts as running: the server's timers fire late. */
const START_MARGIN_MS = 100;

export type Joined<T> = { how: 'joined' | 'overtaken' | 'real'; value: T };

/**
 * Rule 7. Waits for running ahead work, within bounds, and starts the real work beside it where the wait ends or was
 * not allowed: the workflow cannot see whether an activity has started, so an entry younger than its schedule-to-start
 * bound is never waited for alone. The first success wins; a failure of the ahead work is never the result. Rejects
 * only when the real work does.
 */
export async function joinOrOvertake<T>(input: {
  entry: { launchedAtMs: number; settled: Promise<FlightEnd<T>> };
  nowMs: number;
  /** Schedule-to-start bound of ahead work. */
  aheadStartMs: number;
  /** How long, counted from its launch, the ahead work may be waited for. */
  boundMs: number;
  timer(ms: number): Timer;
  startReal(): RealFlight<T>;
}): Promise<Joined<T>> {
  const ageMs = input.nowMs - input.entry.launchedAtMs;
  const waitMs = ageMs < input.aheadStartMs + START_MARGIN_MS ? 0 : Math.max(0, input.boundMs - ageMs);
  if (waitMs > 0) {
    const timer = input.timer(waitMs);
    const end = await Promise.race([input.entry.settled, timer.fired]);
    timer.cancel();
    if (end?.status === 'succeeded') return { how: 'joined', value: end.value };
    if (end) return { how: 'real', value: await input.startReal().result };
  }
  const real = input.startReal();
  const realResult = real.result.then((value): Joined<T> => ({ how: 'overtaken', value }));
  const ahead = input.entry.settled.then((end): Joined<T> | Promise<Joined<T>> =>
    end.status === 'succeeded'
      ? { how: 'joined', value: end.value }
      : realResult.then(({ value }) => ({ how: 'real', value })),
  );
  const winner = await Promise.race([ahead, realResult]);
  if (winner.how === 'joined') {
    realResult.catch(() => undefined);
    real.cancel();
  }
  return winner;
}
