import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ForerunError } from '../../contracts/errors';
import { programPath } from '../embedded/package-root';
import { WORKER_FLAGS } from '../embedded/worker-flags';

/** Longest that a program may take to announce itself, and to end when it is asked to. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;

/** A compiled program of Forerun that runs as a child of this process. */
export interface ChildProgram {
  /** The JSON line with which it announced itself. */
  announced: Record<string, unknown>;
  /** Rejects with ForerunError `demo_program_failed` when it ends unasked; never resolves. */
  lost: Promise<never>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts a program and waits for the JSON line that announces it; its standard error goes to the log. It ends with this
 * process, however that ends. Throws ForerunError `demo_program_failed`.
 */
export async function startChildProgram(input: {
  /** Under dist/, such as `workers/main.js`. */
  program: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logPath: string;
}): Promise<ChildProgram> {
  const { program, args, cwd, env, logPath } = input;
  const log = openSync(logPath, 'a', 0o600);
  // A group of its own: Ctrl-C reaches this process only, which ends its children in order.
  const child = spawn(
    process.execPath,
    [
      ...WORKER_FLAGS,
      '-r',
      programPath('client/embedded/exit-with-parent.js'),
      programPath(program),
      ...args,
    ],
    { cwd, env, stdio: ['ignore', 'pipe', log, 'ipc'], detached: process.platform !== 'win32' },
  );
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => String(code ?? signal));
  const failed = (how: string): ForerunError => programFailed(`${program} ${how}`, logPath);
  const first = await Promise.race([
    firstLine(child.stdout!),
    ended.then((code) => Promise.reject(failed(`ended with ${code} before it was ready`))),
    timeLimit(START_LIMIT_MS).then(() => Promise.reject(failed('was not ready in time'))),
  ]).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  let stopping = false;
  const lost = ended.then((code): Promise<never> => {
    if (stopping) return new Promise<never>(() => undefined);
    return Promise.reject(failed(`ended with ${code} in the middle of the demonstration`));
  });
  lost.catch(() => undefined);
  return {
    announced: JSON.parse(first) as Record<string, unknown>,
    lost,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

const programFailed = (message: string, logPath: string): ForerunError =>
  new ForerunError({
    code: 'demo_program_failed',
    blame: 'system',
    message,
    remedy: `Its log is ${logPath}.`,
  });

const timeLimit = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** The rest of the output is read and dropped, so that the program never waits for a reader. */
function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input: output }).on('line', resolve));
}
