import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { WorkerLimits, WorkerReply, WorkerReport, WorkerRequest } from './worker-report';
import { RESIDENT_LIMIT_MARK, residentLimitMb } from './worker-report';

/** V8's last words when it aborts for want of memory. */
const OUT_OF_MEMORY = new RegExp(
  `heap out of memory|Allocation failed|invalid (size|table size|array length)|${RESIDENT_LIMIT_MARK}`,
  'i',
);
const STDERR_KEPT = 8_192;
/** Loading a large library on a busy machine takes seconds; a worker that has not come up by then never will. */
const START_LIMIT_MS = 30_000;

/**
 * One worker: a child process with an empty environment, a heap limit, and a watchdog over its whole memory.
 * A child process and not a thread: `resourceLimits` of a thread let `zeros(1e9)` of mathjs abort the process
 * around it (V8 gives up when one allocation exceeds what is left of the heap).
 * It serves one request at a time, and is dead after every report but a value or a throw.
 */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private stderr = '';
  private gone = false;

  constructor(
    entry: string,
    private readonly limits: WorkerLimits,
  ) {
    this.child = start(entry, limits.memoryMb);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.child.once('close', () => (this.gone = true));
    this.child.on('error', () => (this.gone = true));
    this.ready = new Promise((resolve) => {
      const limit = setTimeout(() => this.kill(), START_LIMIT_MS);
      const done = (): void => {
        clearTimeout(limit);
        resolve();
      };
      this.child.once('message', done).once('close', done).once('error', done);
    });
  }

  get alive(): boolean {
    return !this.gone;
  }

  /** Resolves when a worker without work is up, or never will be. Never rejects. */
  up(): Promise<void> {
    this.setHolding(false);
    return this.ready;
  }

  /** Never rejects. The deadline counts from the moment the worker is up. */
  async run<T>(input: unknown, signal?: AbortSignal): Promise<WorkerReport<T>> {
    this.setHolding(true);
    const report = await this.exchange<T>(input, signal);
    if (report.ok || report.reason === 'thrown') this.setHolding(false);
    else this.kill();
    return report;
  }

  kill(): void {
    this.gone = true;
    this.child.kill('SIGKILL');
    this.setHolding(false);
  }

  /** An idle worker keeps nobody's process alive. */
  private setHolding(holding: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stderr] as ({
      ref(): void;
      unref(): void;
    } | null)[];
    for (const handle of handles) {
      if (holding) handle?.ref();
      else handle?.unref();
    }
  }

  private exchange<T>(input: unknown, signal?: AbortSignal): Promise<WorkerReport<T>> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = (report: WorkerReport<T>): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.child.off('message', onReply).off('close', onClose).off('error', onError);
        resolve(report);
      };
      const onAbort = (): void => finish({ ok: false, reason: 'cancelled', message: 'cancelled' });
      const onReply = (message: WorkerReply | 'ready'): void => {
        if (message !== 'ready') finish(toReport<T>(message));
      };
      const onClose = (code: number | null, name: string | null): void => finish(this.died(code, name));
      const onError = (error: Error): void =>
        finish({ ok: false, reason: 'crashed', message: `the worker process failed: ${error.message}` });
      const onDeadline = (): void =>
        finish({ ok: false, reason: 'deadline', message: `not done within ${this.limits.deadlineMs} ms` });

      signal?.addEventListener('abort', onAbort, { once: true });
      this.child.on('message', onReply).once('close', onClose).once('error', onError);
      void this.ready.then(() => {
        if (signal?.aborted) return onAbort();
        if (this.gone) return finish(this.died(this.child.exitCode, this.child.signalCode));
        timer = setTimeout(onDeadline, this.limits.deadlineMs);
        // A failed send means a dying worker, which `close` reports with its reason.
        this.child.send({ input } satisfies WorkerRequest, () => undefined);
      });
    });
  }

  private died(code: number | null, name: string | null): WorkerReport<never> {
    if (OUT_OF_MEMORY.test(this.stderr)) {
      return {
        ok: false,
        reason: 'memory',
        message: `needed more than ${this.limits.memoryMb} MB of memory`,
      };
    }
    const lastLine = this.stderr.trim().split('\n').at(-1) ?? '';
    return {
      ok: false,
      reason: 'crashed',
      message: `the worker process ended (${name ?? code}) ${lastLine}`.trim(),
    };
  }
}

function toReport<T>(reply: WorkerReply): WorkerReport<T> {
  return reply.ok
    ? { ok: true, value: reply.value as T }
    : { ok: false, reason: 'thrown', message: reply.message, ...(reply.code ? { code: reply.code } : {}) };
}

/** The time zone is pinned, so that a date reads the same wherever a pure tool runs. */
function start(entry: string, memoryMb: number): ChildProcess {
  const program = `${sourceLoader()}
    require(${JSON.stringify(require.resolve('./worker-child'))})
      .serve(${JSON.stringify(entry)}, ${residentLimitMb(memoryMb)});`;
  return spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, '-e', program], {
    env: { TZ: 'UTC' },
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
}

/** Tests run from sources, without `dist`: then the child compiles what it loads, as jest does here. */
function sourceLoader(): string {
  if (!__filename.endsWith('.ts')) return '';
  return `
    const swc = require(${JSON.stringify(require.resolve('@swc/core'))});
    require.extensions['.ts'] = (module, filename) => {
      const { code } = swc.transformFileSync(filename, {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      });
      module._compile(code, filename);
    };`;
}
