/** Notices that nothing has moved for a while. */
export class StallWatch {
  /** Rejects with the error once nothing has moved for `limitMs`; never resolves. */
  readonly stalled: Promise<never>;
  private reject: (error: Error) => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limitMs: number,
    private readonly error: () => Error,
  ) {
    this.stalled = new Promise((_, reject) => (this.reject = reject));
    this.stalled.catch(() => undefined);
    this.moved();
  }

  moved(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reject(this.error()), this.limitMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
