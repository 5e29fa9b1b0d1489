import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Blame } from '../../contracts/errors';
import { WORKER_ROLES } from '../../contracts/names';
import { programPath } from './package-root';
import { WORKER_FLAGS } from './worker-flags';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;
/** Ends in a row without having been ready, after which nobody should wait any longer. */
const MAX_FAILED_STARTS = 3;
/** Exit code of a worker program whose usage or configuration is wrong: another start would end the same. */
const EXIT_CONFIGURATION = 2;
/** Beyond the workers' own grace time. */
const STOP_LIMIT_MS = 60_000;

export interface WorkersEvents {
  onReady(pid: number): void;
  onExit(reason: string): void;
  log(line: string): void;
}

/** Why no workers will run any more, and who has to act: the user where usage or configuration is wrong. */
export interface WorkersFailure {
  reason: string;
  blame: Extract<Blame, 'user' | 'system'>;
}

export interface SupervisedWorkers {
  /** Resolves once no workers will run any more: with undefined after `stop`. */
  ended: Promise<WorkersFailure | undefined>;
  /** Drains the workers and resolves when their process has ended. */
  stop(): Promise<void>;
}

/** Keeps one process with all worker roles running: started again when it dies, later and later while it keeps dying. */
export function superviseWorkers(
  program: { env: NodeJS.ProcessEnv; configPath?: string },
  events: WorkersEvents,
): SupervisedWorkers {
  let stopping = false;
  let child: ChildProcess | undefined;
  const wake = new AbortController();

  const run = async (): Promise<WorkersFailure | undefined> => {
    let pauseMs = FIRST_PAUSE_MS;
    let failedStarts = 0;
    while (!stopping) {
      child = startWorkers(program);
      const wasReady = await readyLine(child);
      if (wasReady) {
        [pauseMs, failedStarts] = [FIRST_PAUSE_MS, 0];
        events.onReady(child.pid ?? 0);
      }
      const end = await exitOf(child);
      if (stopping) return undefined;
      const reason = `the workers' process (pid ${child.pid ?? '?'}) ended with ${end}`;
      if (!wasReady) failedStarts += 1;
      if (end === EXIT_CONFIGURATION) return { reason, blame: 'user' };
      if (failedStarts >= MAX_FAILED_STARTS) return { reason, blame: 'system' };
      events.log(`${reason}; starting it again in ${pauseMs} ms`);
      events.onExit(reason);
      await sleep(pauseMs, undefined, { signal: wake.signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
    }
    return undefined;
  };

  const ended = run();
  return {
    ended,
    stop: async () => {
      stopping = true;
      wake.abort();
      child?.kill('SIGTERM');
      const late = setTimeout(() => child?.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function startWorkers(program: { env: NodeJS.ProcessEnv; configPath?: string }): ChildProcess {
  const preload = ['-r', programPath('client/embedded/exit-with-parent.js')];
  const config = program.configPath === undefined ? [] : ['--config', program.configPath];
  const args = [...WORKER_FLAGS, ...preload, programPath('workers/main.js'), ...WORKER_ROLES, ...config];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: program.env,
  });
}

/** Whether the process announced itself; false when it ended before. */
function readyLine(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    if (!child.stdout) return resolve(false);
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (line.includes('"ready":true')) resolve(true);
    });
    child.once('exit', () => resolve(false));
    child.once('error', () => resolve(false));
  });
}

function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) return resolve(exitCode ?? signalCode ?? 'nothing');
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'nothing'));
    child.once('error', (error) => resolve(error.message));
  });
}
