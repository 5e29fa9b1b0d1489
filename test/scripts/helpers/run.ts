import { execFile } from 'node:child_process';

export interface Finished {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever its status. */
export function run(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  return new Promise<Finished>((resolve, reject) => {
    execFile(program, args, { ...options, timeout: 50_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** Runs a file with this Node. */
export const runNode = (args: string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }) =>
  run(process.execPath, args, options);
