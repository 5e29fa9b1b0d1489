import { diesWithParent } from './dies-with-parent';
import { findProgram } from './find-program';

/** How much longer than its owner the second deadline waits. */
const GRACE_SECONDS = 3;

/**
 * A command that ends with this process, and a second deadline for where that cannot be had: when a worker is killed,
 * its children are nobody's, and a busy loop would run for ever. Coreutils' `timeout` kills its whole process group; it
 * does not when it is killed itself, so what it runs ends with it, too.
 */
export function withDeadline(command: string[], timeoutMs: number): { file: string; args: string[] } {
  const timeout = process.platform === 'linux' ? findProgram('timeout') : undefined;
  const seconds = Math.ceil(timeoutMs / 1000) + GRACE_SECONDS;
  const [file = '', ...args] = diesWithParent(
    timeout === undefined ? command : [timeout, '-s', 'KILL', String(seconds), ...diesWithParent(command)],
  );
  return { file, args };
}
