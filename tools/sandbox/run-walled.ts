import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { BoundedOutput } from './bounded-output';
import { readReport } from './child-report';
import { pythonSnapshot } from './python-snapshot';
import { shippedFolders } from './sandbox-folders';
import type { Launch, SandboxRequest, SandboxResult, Wall } from './sandbox-types';

/** What is kept of the program's output, and how much it may write before it is stopped. */
const KEEP_BYTES = 256 * 1024;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** The child's report, and the last words of its runtime. */
const REPORT_BYTES = 512 * 1024;
const NOISE_BYTES = 16 * 1024;

/** V8's last words when it aborts for want of memory. */
const OUT_OF_MEMORY = /out of memory|allocation failed|heap limit/i;

type StopReason = 'timeout' | 'output_limit' | 'cancelled';

/** Runs one program behind a wall. Resolves when all of its processes are gone; never rejects. */
export async function runWalled(wall: Wall, request: SandboxRequest): Promise<SandboxResult> {
  const snapshot = request.language === 'python' ? await pythonSnapshot() : undefined;
  if (request.signal.aborted) return { kind: 'cancelled', output: '', truncated: false };
  const folders = {
    ...shippedFolders(),
    ...(request.folder === undefined ? {} : { task: request.folder }),
    ...(snapshot === undefined ? {} : { snapshot }),
  };
  const launch = wall.launch({ ...request, folders });
  // A process group of its own, so that one signal reaches every process between us and the program.
  const child = spawn(launch.file, launch.args, {
    env: launch.env,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  return new Walled(child, request, launch).result;
}

/** One running child: its streams, its limits, its end. */
class Walled {
  readonly result: Promise<SandboxResult>;
  private readonly output = new BoundedOutput(KEEP_BYTES);
  private readonly noise = new BoundedOutput(NOISE_BYTES);
  private readonly report = new BoundedOutput(REPORT_BYTES);
  private stopped: StopReason | undefined;

  constructor(
    private readonly child: ChildProcess,
    request: SandboxRequest,
    launch: Launch,
  ) {
    const timer = setTimeout(() => this.stop('timeout'), request.timeoutMs);
    const onAbort = (): void => this.stop('cancelled');
    request.signal.addEventListener('abort', onAbort, { once: true });
    this.result = this.ended().finally(() => {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
    });
    this.read();
    this.send(JSON.stringify({ code: request.code, ...launch.seen }));
  }

  private read(): void {
    for (const [stream, kept, limit] of [
      [this.child.stdout, this.output, MAX_OUTPUT_BYTES],
      [this.child.stderr, this.noise, MAX_OUTPUT_BYTES],
      [this.child.stdio[3] as Readable | null, this.report, REPORT_BYTES],
    ] as const) {
      stream?.on('error', () => undefined);
      stream?.on('data', (chunk: Buffer) => {
        kept.add(chunk);
        if (kept.total > limit) this.stop('output_limit');
      });
    }
  }

  /** A child that dies early closes its input; its end is told by `close`. */
  private send(text: string): void {
    this.child.stdin?.on('error', () => undefined);
    this.child.stdin?.end(text);
  }

  private stop(reason: StopReason): void {
    this.stopped ??= reason;
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  private ended(): Promise<SandboxResult> {
    return new Promise((resolve) => {
      this.child.once('error', (error) => resolve(this.crashed(error.message)));
      this.child.once('close', () => resolve(this.outcome()));
    });
  }

  private outcome(): SandboxResult {
    const written = { output: this.output.text(), truncated: this.output.truncated };
    if (this.stopped !== undefined) return { kind: this.stopped, ...written };
    const report = readReport(this.report.text());
    switch (report?.kind) {
      case 'finished':
        return { kind: 'finished', ...written, value: report.text };
      case 'program_error':
        return { kind: 'program_error', ...written, error: report.text };
      case undefined:
        return OUT_OF_MEMORY.test(this.noise.text())
          ? { kind: 'memory_limit', ...written }
          : this.crashed(this.noise.text().trim());
    }
  }

  private crashed(words: string): SandboxResult {
    const { exitCode, signalCode } = this.child;
    const detail = [`ended with ${signalCode ?? exitCode ?? 'no status'}`, words].filter(Boolean).join(': ');
    return { kind: 'crashed', output: this.output.text(), truncated: this.output.truncated, detail };
  }
}
