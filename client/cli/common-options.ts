import { InvalidArgumentError, Option, type Command } from 'commander';
import type { FlagSetting } from '../../core/config/load-config';
import { STRATEGIES } from '../../contracts/is-lossy';
import type { Strategy } from '../../contracts/speculation';
import type { Arm } from '../../contracts/run';

/** What every command that starts runs can be told. */
export interface RunOptions {
  arm?: Arm | 'both';
  lookahead?: [number, ...number[]];
  strategy?: Strategy;
  json?: true;
  detach?: true;
  config?: string;
  output?: string;
}

/** What commands take that look at ended runs. */
export const RUNS_ARGUMENT =
  'workflow ids, or their beginnings; a batch, or a folder of results, stands for all its runs';

/** Adds the options that every command that starts runs has. */
export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--arm <arm>',
        'baseline, speculate, or both in turn (default: speculate, or baseline under DISABLE_SPECULATION=1)',
      ).choices(['baseline', 'speculate', 'both']),
    )
    .option(
      '--lookahead <depth>',
      'how far actor decisions are requested ahead; a list such as 0,1 runs each',
      depths,
    )
    .addOption(
      new Option(
        '--strategy <name>',
        'how speculative outcomes are verified; only exact is lossless',
      ).choices(STRATEGIES),
    )
    .option('--output <dir>', 'folder of the results (default: a new one under runs/)')
    .option('--detach', 'start the work and leave it to the workers')
    .addOption(jsonOption())
    .addOption(configOption());
}

export const jsonOption = (): Option =>
  new Option('--json', 'results as JSON lines on standard output, everything else on standard error');

export const configOption = (): Option =>
  new Option('--config <file>', 'configuration file (default: forerun.config.json here or above)');

/** A number from 0 up, for options. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 up.');
  return Number(text);
}

/** A number from 1 up, for options. */
export function positiveNumber(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value === 0) throw new InvalidArgumentError('It must be a whole number from 1 up.');
  return value;
}

/** A probability, for options. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must lie between 0 and 1.');
  return value;
}

function depths(text: string): [number, ...number[]] {
  const [first, ...others] = text.split(',').map(wholeNumber);
  const all: [number, ...number[]] = [first ?? 0, ...others];
  if (all.some((depth) => depth > 8)) throw new InvalidArgumentError('It must be 8 at most.');
  return [all[0], ...others.filter((depth, index) => !all.slice(0, index + 1).includes(depth))];
}

/** The flags among a command's options that are settings of the configuration. */
export function configFlags(options: RunOptions & { window?: number }): FlagSetting[] {
  return [
    { flag: '--strategy', path: 'speculation.strategy', value: options.strategy },
    { flag: '--window', path: 'batch.window', value: options.window },
  ];
}

/** For options that may be given several times. */
export const collectTexts = (value: string, earlier: string[] = []): string[] => [...earlier, value];
