/** A place among the open requests; `release` is idempotent. */
export interface Slot {
  /** Aborted when a real request needs the place of this speculative one. */
  readonly preempted: AbortSignal;
  release(): void;
}

interface Waiter {
  ahead: boolean;
  pausedForMs: () => number;
  grant(slot: Slot): void;
}

interface Holder {
  ahead: boolean;
  preempt: AbortController;
}

/**
 * Bounds open requests: `total` at a time, `ahead` of them speculative. First come, first served within a kind; no
 * speculative request gets a slot while a real one waits, and a waiting real request breaks off the youngest
 * speculative one, so speculation is never in its way.
 */
export class SlotQueue {
  private readonly holders = new Set<Holder>();
  private waiters: Waiter[] = [];
  private wake: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly limits: { total: number; ahead: number }) {}

  get counts(): { real: number; ahead: number; waiting: number } {
    const ahead = this.countAhead();
    return { real: this.holders.size - ahead, ahead, waiting: this.waiters.length };
  }

  acquire(input: { ahead: boolean; signal: AbortSignal; pausedForMs?: () => number }): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (input.signal.aborted) return reject(toError(input.signal.reason));
      const onAbort = (): void => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        reject(toError(input.signal.reason));
        this.pump();
      };
      const waiter: Waiter = {
        ahead: input.ahead,
        pausedForMs: input.pausedForMs ?? ((): number => 0),
        grant: (slot) => {
          input.signal.removeEventListener('abort', onAbort);
          resolve(slot);
        },
      };
      input.signal.addEventListener('abort', onAbort, { once: true });
      this.waiters.push(waiter);
      this.pump();
    });
  }

  private pump(): void {
    clearTimeout(this.wake);
    this.wake = undefined;
    for (let next = this.nextReal(); next && this.holders.size < this.limits.total; next = this.nextReal()) {
      this.admit(next);
    }
    if (this.nextReal()) return this.preemptFor(this.waiters.filter((waiter) => !waiter.ahead).length);
    for (const waiter of [...this.waiters]) {
      if (this.holders.size >= this.limits.total || this.countAhead() >= this.limits.ahead) return;
      if (waiter.pausedForMs() === 0) this.admit(waiter);
    }
    this.wakeAfterPause();
  }

  private nextReal(): Waiter | undefined {
    return this.waiters.find((waiter) => !waiter.ahead);
  }

  private admit(waiter: Waiter): void {
    this.waiters = this.waiters.filter((other) => other !== waiter);
    const holder: Holder = { ahead: waiter.ahead, preempt: new AbortController() };
    this.holders.add(holder);
    waiter.grant({
      preempted: holder.preempt.signal,
      release: () => {
        if (this.holders.delete(holder)) this.pump();
      },
    });
  }

  /** Breaks off as many speculative requests as real ones wait, those already told included. */
  private preemptFor(waiting: number): void {
    const ahead = [...this.holders].filter((holder) => holder.ahead);
    const told = ahead.filter((holder) => holder.preempt.signal.aborted).length;
    const youngest = ahead.filter((holder) => !holder.preempt.signal.aborted).reverse();
    for (const holder of youngest.slice(0, Math.max(0, waiting - told))) holder.preempt.abort();
  }

  private wakeAfterPause(): void {
    if (this.waiters.length === 0) return;
    const pauseMs = Math.min(...this.waiters.map((waiter) => waiter.pausedForMs()));
    this.wake = setTimeout(() => this.pump(), Math.max(1, pauseMs));
    this.wake.unref();
  }

  private countAhead(): number {
    return [...this.holders].filter((holder) => holder.ahead).length;
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason ?? 'aborted'));
}
