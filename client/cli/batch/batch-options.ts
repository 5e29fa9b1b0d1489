import { ForerunError } from '../../../contracts/errors';
import type { RunOptions } from '../common-options';

/** What `forerun batch` can be told. */
export interface BatchOptions extends RunOptions {
  level?: string;
  max?: number;
  start?: number;
  end?: number;
  ids?: string[];
  onlyFailed?: true;
  resume?: string;
  window?: number;
  /** False with `--no-audit`. */
  audit: boolean;
}

/** Options that say what a new batch runs; a resumed one runs what it was started with. */
const SELECTING = ['level', 'max', 'start', 'end', 'ids', 'arm', 'lookahead', 'output'] as const;

/** Throws ForerunError `options_conflict` for options that contradict each other. */
export function checkBatchOptions(dataset: string | undefined, options: BatchOptions): void {
  if (options.resume === undefined) {
    if (options.onlyFailed) {
      throw conflict(
        '--only-failed needs the results of an earlier batch',
        'Name its folder: --resume DIR --only-failed.',
      );
    }
    return;
  }
  const given = SELECTING.filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (dataset !== undefined) given.unshift(`the dataset ${dataset}`);
  if (given.length > 0) {
    throw conflict(
      `${given.join(', ')} cannot be given together with --resume`,
      'A resumed batch runs what it was started with; start a new one for anything else.',
    );
  }
}

const conflict = (message: string, remedy: string): ForerunError =>
  new ForerunError({ code: 'options_conflict', blame: 'user', message, remedy });
