import { findProgram } from './find-program';

/** How much longer than its owner the second deadline waits. */
const GRACE_SECONDS = 3;

/**
 * A second deadline that outlives this process: when a worker is killed, its children are nobody's, and a busy loop
 * would run for ever. Coreutils' `timeout` kills its whole process group.
 */
export function withDeadline(command: string[], timeoutMs: number): { file: string; args: string[] } {
  const timeout = process.platform === 'linux' ? findProgram('timeout') : undefined;
  const seconds = Math.ceil(timeoutMs / 1000) + GRACE_SECONDS;
  const [file = '', ...args] =
    timeout === undefined ? command : [timeout, '-s', 'KILL', String(seconds), ...command];
  return { file, args };
}
