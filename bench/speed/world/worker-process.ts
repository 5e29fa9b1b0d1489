import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programPath } from '../../../client/embedded/package-root';
import { WORKER_FLAGS } from '../../../client/embedded/worker-flags';
import type { WorkerRole } from '../../../contracts/names';

const STOP_LIMIT_MS = 30_000;
const LAST_LINES = 20;

/** One worker program as its own process. It drains when this process is gone, however that ended. */
export class WorkerProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Seconds from the start of the process until it announced itself. */
    readonly startSeconds: number,
  ) {}

  static start(role: WorkerRole, env: NodeJS.ProcessEnv, cwd: string): Promise<WorkerProcess> {
    return WorkerProcess.startProgram({ name: role, program: `workers/${role}.js`, args: [], env, cwd });
  }

  /** Resolves when the program has announced itself; rejects with what it wrote when it ended before. */
  static async startProgram(input: {
    name: string;
    /** Below the compiled sources. */
    program: string;
    args: readonly string[];
    env: NodeJS.ProcessEnv;
    cwd: string;
  }): Promise<WorkerProcess> {
    const { name, program, args, env, cwd } = input;
    const startedMs = performance.now();
    const preload = ['-r', programPath('client/embedded/exit-with-parent.js')];
    const child = spawn(process.execPath, [...WORKER_FLAGS, ...preload, programPath(program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
      cwd,
    });
    const complaints = lastLines(child);
    await new Promise<void>((resolve, reject) => {
      const failed = (why: string): void =>
        reject(new Error(`the ${name} worker ${why}\n${complaints.join('\n')}`));
      child.once('error', (error) => failed(error.message));
      child.once('exit', (code, signal) => failed(`ended with ${signal ?? code}`));
      if (!child.stdout) return failed('has no output');
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('"ready":true')) resolve();
      });
    });
    return new WorkerProcess(child, (performance.now() - startedMs) / 1000);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Lets it drain. */
  async stop(): Promise<void> {
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.end('SIGTERM');
    clearTimeout(late);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}

/** The end of what a process writes to standard error, read so that it never blocks. */
function lastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  if (!child.stderr) return lines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
  });
  return lines;
}
