import type { RunStatus } from '../../contracts/run';
import type { Live } from '../speculation/live';

export type InterruptReason = Extract<RunStatus, 'stopped' | 'time_limit'>;

/** Ends waits early when the run is stopped or out of time. A write that has begun is always waited for. */
export class Interruption {
  reason?: InterruptReason;
  private held = false;
  private raises = 0;
  private cancels: (() => void)[] = [];
  private wake: () => void = () => undefined;
  private raised = new Promise<void>((resolve) => (this.wake = resolve));

  raise(reason: InterruptReason): void {
    if (this.reason) return;
    this.reason = reason;
    this.raises += 1;
    if (!this.held) this.fire();
  }

  /** While held (a write is running) an interruption waits. */
  hold(held: boolean): void {
    this.held = held;
    if (!held && this.reason) this.fire();
  }

  /** Registers the cancellation of real work that is under way, and the release of speculative work that is joined. */
  whenInterrupted(cancel: () => void): void {
    this.cancels.push(cancel);
  }

  /** Lets a run go on after a reason that allows one more decision. */
  forgive(reason: InterruptReason): void {
    if (this.reason !== reason) return;
    this.reason = undefined;
    this.raised = new Promise<void>((resolve) => (this.wake = resolve));
  }

  /**
   * The work's value, or undefined when the run is interrupted first; real work is cancelled then. From the moment of
   * the interruption on the work is not `live`, also while a write holds it and after the run has gone on.
   */
  async race<T>(begin: (live: Live) => Promise<T>): Promise<T | undefined> {
    const at = this.raises;
    const work = begin(() => this.reason === undefined && this.raises === at);
    const settled = await Promise.race([work, this.raised.then(() => undefined)]);
    this.cancels = [];
    if (settled === undefined) work.catch(() => undefined);
    return settled;
  }

  private fire(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels = [];
    this.wake();
  }
}
