/** Lets so many in at a time; the others wait, lowest priority number first, then first come. */
export class PriorityGate {
  private open = 0;
  private order = 0;
  private readonly waiting: { priority: number; order: number; enter: () => void }[] = [];

  constructor(private readonly limit: number | undefined) {}

  get full(): boolean {
    return this.limit !== undefined && this.open >= this.limit;
  }

  /** Resolves with a function that leaves again; rejects when the signal is aborted while waiting. */
  enter(priority: number, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('left before entering'));
      const onAbort = (): void => {
        const index = this.waiting.indexOf(place);
        if (index >= 0) this.waiting.splice(index, 1);
        reject(new Error('left while waiting'));
      };
      const place = {
        priority,
        order: (this.order += 1),
        enter: (): void => {
          signal.removeEventListener('abort', onAbort);
          this.open += 1;
          resolve(this.leaveOnce());
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(place);
      this.admit();
    });
  }

  private leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.open -= 1;
      this.admit();
    };
  }

  private admit(): void {
    while (!this.full && this.waiting.length > 0) {
      this.waiting.sort((one, other) => one.priority - other.priority || one.order - other.order);
      this.waiting.shift()!.enter();
    }
  }
}
