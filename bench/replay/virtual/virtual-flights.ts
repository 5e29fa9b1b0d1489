import type { Usage } from '../../../contracts/decision';
import type { Flight, FlightEnd, RealFlight, Timer } from '../../../core/speculation/ports';
import { NO_USAGE } from '../../../models/usage';
import type { VirtualClock } from './virtual-clock';

class VirtualWorkEnded extends Error {
  constructor(readonly end: Exclude<FlightEnd<never>, { status: 'succeeded' }>) {
    super(`virtual work ${end.status}`);
  }
}

/** Work on a virtual clock: each piece takes its seconds and a hop. */
export class VirtualFlights {
  /** `hopMs`: milliseconds that every activity takes beyond its own work. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly hopMs: number,
  ) {}

  /** Speculative work, made when its time has come; `brokenOff` tells what it had spent when it was cancelled. */
  ahead<T>(seconds: number, make: () => T | Promise<T>, brokenOff: () => Usage = () => NO_USAGE): Flight<T> {
    const startedMs = this.clock.nowMs;
    let settle: (end: FlightEnd<T>) => void = () => undefined;
    const result = new Promise<FlightEnd<T>>((resolve) => (settle = resolve));
    const stop = this.clock.after(seconds * 1000 + this.hopMs, () => {
      void Promise.resolve(make()).then((value) => settle({ status: 'succeeded', value }));
    });
    const cancel = (): void => {
      stop();
      settle({ status: 'cancelled', seconds: (this.clock.nowMs - startedMs) / 1000, usage: brokenOff() });
    };
    return { result, cancel };
  }

  /** Authoritative work; what was cancelled beside a joined entry tells what it had spent, as in a workflow. */
  real<T>(seconds: number, make: () => T, brokenOff?: () => Usage): RealFlight<T> {
    const flight = this.ahead(seconds, make, brokenOff);
    const result = flight.result.then((end) => {
      if (end.status === 'succeeded') return end.value;
      throw new VirtualWorkEnded(end);
    });
    result.catch(() => undefined);
    return {
      result,
      cancel: flight.cancel,
      spentOf: (error) => {
        const end = error instanceof VirtualWorkEnded ? error.end : undefined;
        if (end?.status !== 'cancelled' || end.seconds === undefined) return undefined;
        return { seconds: end.seconds, ...(brokenOff && end.usage ? { usage: end.usage } : {}) };
      },
    };
  }

  timer(ms: number): Timer {
    let cancel = (): void => undefined;
    const fired = new Promise<void>((resolve) => (cancel = this.clock.after(ms, resolve)));
    return { fired, cancel: () => cancel() };
  }
}
