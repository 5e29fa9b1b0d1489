interface Due {
  atMs: number;
  fire: () => void;
  cancelled: boolean;
}

/** Time that passes only when everybody waits; timers fire in order of time, then of creation. */
export class VirtualClock {
  nowMs = 0;
  private due: Due[] = [];

  after(ms: number, fire: () => void): () => void {
    const timer = { atMs: this.nowMs + ms, fire, cancelled: false };
    this.due.push(timer);
    return () => (timer.cancelled = true);
  }

  /** Runs until the promise settles. Throws RangeError where nothing is left that could settle it. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    watched.catch(() => undefined);
    for (;;) {
      // Whatever was resolved goes as far as it can before time passes.
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return watched;
      this.due = this.due.filter(({ cancelled }) => !cancelled);
      const next = this.due.reduce<Due | undefined>(
        (best, timer) => (!best || timer.atMs < best.atMs ? timer : best),
        undefined,
      );
      if (!next) throw new RangeError('VirtualClock: nothing is left that could settle the promise');
      this.due.splice(this.due.indexOf(next), 1);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.fire();
    }
  }
}
