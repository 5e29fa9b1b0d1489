import type { WorkerLimits, WorkerReport } from './worker-report';
import { WorkerProcess } from './worker-process';

export interface WorkerPoolOptions extends WorkerLimits {
  /** Full path of a module that exports `run(input)`, from `require.resolve('./its-name')`. */
  entry: string;
  /** Workers at a time, as many again for work ahead; further work of either kind waits in order of arrival. Default 2. */
  size?: number;
  /** How long an idle worker stays warm. Default 5 min: starting one costs half a second and more. */
  idleMs?: number;
  /** Requests after which a worker is replaced, so that nothing a file did to a parser lives long. Default 100. */
  uses?: number;
}

/** Work of one kind: a guess never stands in a real call's way. */
interface Lane {
  busy: number;
  readonly waiting: (() => void)[];
}

interface Idle {
  worker: WorkerProcess;
  uses: number;
  timer: NodeJS.Timeout;
}

/**
 * Runs work in warm child processes with a deadline and a memory limit (see WorkerProcess). Never throws:
 * every end is a report. Waiting for a free worker does not count against the deadline, and can be cancelled.
 */
export class WorkerPool {
  private readonly idle: Idle[] = [];
  private readonly real: Lane = { busy: 0, waiting: [] };
  private readonly ahead: Lane = { busy: 0, waiting: [] };

  constructor(private readonly options: WorkerPoolOptions) {}

  async run<T>(
    input: unknown,
    { signal, ahead = false }: { signal?: AbortSignal; ahead?: boolean } = {},
  ): Promise<WorkerReport<T>> {
    const lane = ahead ? this.ahead : this.real;
    if (!(await this.enter(lane, signal))) return { ok: false, reason: 'cancelled', message: 'cancelled' };
    try {
      const { worker, uses } = this.take();
      const report = await worker.run<T>(input, signal);
      this.giveBack(worker, uses + 1);
      return report;
    } finally {
      this.leave(lane);
    }
  }

  /** Brings one worker up for the work to come, where none is up or coming up. Never rejects. */
  async warm(): Promise<void> {
    if (this.real.busy + this.ahead.busy > 0 || this.idle.some(({ worker }) => worker.alive)) return;
    const worker = new WorkerProcess(this.options.entry, this.options);
    this.giveBack(worker, 0);
    await worker.up();
  }

  /** Ends idle workers now; running ones end with their work. */
  close(): void {
    for (const { worker, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      worker.kill();
    }
  }

  /** False when cancelled while waiting. */
  private async enter(lane: Lane, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return false;
    if (lane.busy >= (this.options.size ?? 2)) return this.queue(lane, signal);
    lane.busy += 1;
    return true;
  }

  /** The slot goes to the first who waits, if anyone does. */
  private leave(lane: Lane): void {
    const next = lane.waiting.shift();
    if (next) next();
    else lane.busy -= 1;
  }

  private queue({ waiting }: Lane, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(false);
      };
      waiting.push(go);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private take(): { worker: WorkerProcess; uses: number } {
    for (let warm = this.idle.pop(); warm; warm = this.idle.pop()) {
      clearTimeout(warm.timer);
      if (warm.worker.alive) return warm;
    }
    return { worker: new WorkerProcess(this.options.entry, this.options), uses: 0 };
  }

  private giveBack(worker: WorkerProcess, uses: number): void {
    if (!worker.alive) return;
    if (uses >= (this.options.uses ?? 100)) return worker.kill();
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((entry) => entry.worker === worker),
        1,
      );
      worker.kill();
    }, this.options.idleMs ?? 300_000);
    timer.unref();
    this.idle.push({ worker, uses, timer });
  }
}
