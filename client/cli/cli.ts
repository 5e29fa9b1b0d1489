import type { Command } from 'commander';
import type { Interrupts } from './interrupts';

/** What the commands of one process share. */
export interface Cli {
  interrupts: Interrupts;
  /** Arguments as typed, without the program; for manifests. */
  argv: readonly string[];
  /** Set by the command that ran. */
  exitCode: number;
}

/**
 * Adds one command to the program; its action leaves the exit code in `cli`. Every command is added at every start, so
 * what a command works with is imported by its action alone.
 */
export type RegisterCommand = (program: Command, cli: Cli) => void;
