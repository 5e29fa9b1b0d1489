import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../support/wait-for';

export interface LogLine extends Record<string, unknown> {
  level: string;
  msg: string;
}

interface Ready {
  pid: number;
  roles: string[];
  healthPort: number;
}

const LIMIT_MS = 40_000;

/** A worker program as a real process, with an environment of its own. */
export class WorkerProgram {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  private readonly ended: Promise<number | string>;

  constructor(input: {
    dist: string;
    cwd: string;
    program: string;
    args?: string[];
    node?: string[];
    env: Record<string, string>;
  }) {
    const { PATH = '' } = process.env;
    const program = path.join(input.dist, 'workers', `${input.program}.js`);
    this.child = spawn(process.execPath, [...(input.node ?? []), program, ...(input.args ?? [])], {
      cwd: input.cwd,
      env: { PATH, HOME: input.cwd, ...input.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for the line with which the program announces itself; throws when it ends before. */
  async ready(): Promise<Ready> {
    await waitFor('the ready line', () => this.stdout.includes('\n') || this.isGone());
    if (!this.stdout.includes('\n')) throw new Error(`the program ended: ${this.stderr}`);
    return JSON.parse(this.stdout.split('\n')[0] ?? '') as Ready;
  }

  /** Its exit code, or the signal that ended it. */
  async exit(): Promise<number | string> {
    const late = new AbortController();
    const limit = sleep(LIMIT_MS, undefined, { signal: late.signal }).then(() => {
      throw new Error(`still running: ${this.stderr}`);
    });
    try {
      return await Promise.race([this.ended, limit]);
    } finally {
      late.abort();
      limit.catch(() => undefined);
    }
  }

  async health(): Promise<{ status: number; body: Record<string, unknown> }> {
    const { healthPort } = await this.ready();
    const response = await fetch(`http://127.0.0.1:${healthPort}/healthz`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** What it logged; anything on standard error that is no JSON line fails here. */
  log(): LogLine[] {
    return this.stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** For cleaning up: ends it whatever it does. */
  async end(): Promise<void> {
    if (!this.isGone()) this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Resident memory, Linux only. */
  residentMb(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Number(found?.[1]) / 1024;
  }

  private isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** Process ids of all descendants of a process, Linux only. */
export function descendants(pid: number): number[] {
  let children: number[];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Whether a process still runs; one that has ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Seconds of computing that a process has used, Linux only. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) / 100;
  } catch {
    return 0;
  }
}
