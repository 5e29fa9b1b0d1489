import { CommanderError } from 'commander';
import { errorText, messageOf, type ForerunErrorInput } from '../../contracts/errors';
import { plainText } from './plain-text';

export const EXIT = { done: 0, runsFailed: 1, usage: 2 } as const;

/**
 * Prints what ended a command and returns its exit code: 2 where the user has to change usage or configuration, else 1.
 * Our own errors are one message and its remedy; a stack is shown for unknown ones under FORERUN_DEBUG alone.
 */
export function reportError(
  error: unknown,
  output: { write: (line: string) => void; debug: boolean },
): number {
  const write = (line: string): void => output.write(plainText(line));
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (isForerunError(error)) {
    write(errorText(error));
    if (output.debug && error.stack !== undefined) write(error.stack);
    return error.blame === 'user' ? EXIT.usage : EXIT.runsFailed;
  }
  write(`error: ${messageOf(error)}`);
  if (output.debug && error instanceof Error) write(error.stack ?? '');
  else
    write(
      'remedy: this is not one of the errors that Forerun knows; FORERUN_DEBUG=1 shows where it happened.',
    );
  return EXIT.runsFailed;
}

/** By shape: the errors of scripts/ have the fields of ForerunError and are not its instances. */
const isForerunError = (error: unknown): error is Error & ForerunErrorInput =>
  error instanceof Error && error.name === 'ForerunError' && 'code' in error && 'blame' in error;
