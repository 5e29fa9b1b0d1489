import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WORKER_ROLES, type WorkerRole } from '../../contracts/names';
import { firstLine } from '../support/temporal';
import type { Testbed } from '../support/testbed';

const ROOT = path.join(__dirname, '..', '..');

/** Starts of one worker before its ending by itself counts as a failure. */
const MAX_STARTS = 40;

/** What a test tool did to the world. */
export interface Effect {
  tool: string;
  value: string;
  ahead: boolean;
  key: string;
}

/** One process a role, for a testbed without workers of its own; processes that die are started again at once. */
export class Crew {
  private readonly processes = new Map<WorkerRole, ChildProcess>();
  private leaving = false;

  private constructor(private readonly bed: Testbed) {}

  static async start(bed: Testbed): Promise<Crew> {
    if (!existsSync(path.join(ROOT, 'dist', 'workers', 'shared', 'activity-workers.js')))
      throw new Error('dist/ is missing: run `node scripts/build.mjs` first');
    const crew = new Crew(bed);
    await Promise.all(WORKER_ROLES.map((role) => crew.spawn(role)));
    return crew;
  }

  /** Kills a role's process with SIGKILL; resolves when its successor is ready. */
  async kill(role: WorkerRole): Promise<void> {
    const victim = this.processes.get(role);
    if (!victim) throw new Error(`no ${role} is running`);
    const ended = once(victim, 'exit');
    victim.kill('SIGKILL');
    await ended;
    await this.spawn(role);
  }

  effects(): Effect[] {
    const file = path.join(this.bed.folder, 'effects.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Effect);
  }

  async stop(): Promise<void> {
    this.leaving = true;
    await Promise.all(
      [...this.processes.values()].map(async (child) => {
        const ended = once(child, 'exit');
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  /** Starts a worker as a supervisor would: again, while it ends by itself because the server is away for a moment. */
  private async spawn(role: WorkerRole): Promise<void> {
    for (let attempt = 1; !this.leaving; attempt += 1) {
      try {
        return await this.spawnOnce(role);
      } catch (error) {
        const gaveUp = this.processes.get(role)?.exitCode === 1;
        if (!gaveUp || attempt >= MAX_STARTS) throw error;
        await sleep(250);
      }
    }
  }

  private async spawnOnce(role: WorkerRole): Promise<void> {
    const { config, toolset } = this.bed.context;
    const { address, namespace } = this.bed.temporal;
    const settings = { role, address, namespace, config, policy: toolset.policy, folder: this.bed.folder };
    const child = spawn(process.execPath, [path.join(ROOT, 'test', 'support', 'crash-worker.mjs')], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, CRASH_WORKER: JSON.stringify(settings) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.processes.set(role, child);
    await firstLine(child);
  }
}
