export type BreakReason = 'cancelled' | 'preempted' | 'timeout';

/** Everything that may end a request early, as one signal that remembers which it was. */
export class RequestGuard {
  readonly controller = new AbortController();
  private why: BreakReason | undefined;
  private readonly timer: ReturnType<typeof setTimeout>;
  private readonly stopListening: () => void;

  constructor(input: { signal: AbortSignal; preempted: AbortSignal; timeoutMs: number }) {
    const onCancel = (): void => this.breakOff('cancelled');
    const onPreempt = (): void => this.breakOff('preempted');
    input.signal.addEventListener('abort', onCancel, { once: true });
    input.preempted.addEventListener('abort', onPreempt, { once: true });
    this.stopListening = () => {
      input.signal.removeEventListener('abort', onCancel);
      input.preempted.removeEventListener('abort', onPreempt);
    };
    this.timer = setTimeout(() => this.breakOff('timeout'), input.timeoutMs);
    if (input.signal.aborted) onCancel();
    else if (input.preempted.aborted) onPreempt();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get reason(): BreakReason | undefined {
    return this.why;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.stopListening();
  }

  private breakOff(reason: BreakReason): void {
    this.why ??= reason;
    this.controller.abort();
  }
}
