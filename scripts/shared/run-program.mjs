import { spawn } from 'node:child_process';
import os from 'node:os';

/**
 * Runs a Node program in our place: it has our streams, and gets the signals that reach us.
 * @returns its exit status, 128 + n where signal n ended it.
 */
export function runProgram(args, { env = process.env, cwd } = {}) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env, cwd });
  // A terminal sends Ctrl-C to the whole group: forwarding it too would make it two.
  const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  const terminate = () => child.kill('SIGTERM');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
      resolve(code ?? 128 + os.constants.signals[signal]);
    });
  });
}
