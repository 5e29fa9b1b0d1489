import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Cli } from './cli';

/**
 * Runs another program of Forerun in the foreground, on this process's terminal, and returns its exit code. A terminal
 * sends Ctrl-C to both; a signal sent to this process alone is passed on. The second one ends the program at once.
 */
export function runProgram(
  cli: Pick<Cli, 'interrupts'>,
  input: { program: string; args: readonly string[]; env: NodeJS.ProcessEnv; nodeFlags?: readonly string[] },
): Promise<number> {
  const args = [...(input.nodeFlags ?? []), input.program, ...input.args];
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: input.env });
  cli.interrupts.handle(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
