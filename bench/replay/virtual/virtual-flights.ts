import type { Usage } from '../../../contracts/decision';
import type { Flight, FlightEnd, RealFlight, Timer } from '../../../core/speculation/ports';
import { NO_USAGE } from '../../../models/usage';
import type { VirtualClock } from './virtual-clock';

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

  /** Authoritative work. */
  real<T>(seconds: number, make: () => T): RealFlight<T> {
    const flight = this.ahead(seconds, make);
    const result = flight.result.then((end) => {
      if (end.status === 'succeeded') return end.value;
      throw new Error(`virtual work ${end.status}`);
    });
    result.catch(() => undefined);
    return { result, cancel: flight.cancel };
  }

  timer(ms: number): Timer {
    let cancel = (): void => undefined;
    const fired = new Promise<void>((resolve) => (cancel = this.clock.after(ms, resolve)));
    return { fired, cancel: () => cancel() };
  }
}
