import { errorText, ForerunError } from '../../contracts/errors';

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** The command as it was given, for reports. */
export function commandLine(bench: string): string {
  const given = process.argv.slice(2);
  return `npm run bench:${bench}${given.length > 0 ? ` -- ${given.join(' ')}` : ''}`;
}

/** Runs a benchmark's main and ends the process with its status: 2 where the user is to blame, 1 for any other error. */
export function runBench(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      const known = error instanceof ForerunError;
      log(known ? errorText(error) : error instanceof Error ? String(error.stack) : String(error));
      process.exit(known && error.blame === 'user' ? 2 : 1);
    },
  );
}
