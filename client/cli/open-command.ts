import type { Environment } from '../../core/config/settings-from-environment';
import { resolve } from 'node:path';
import type { Config } from '../../contracts/config';
import { ForerunError } from '../../contracts/errors';
import { isLossy } from '../../contracts/is-lossy';
import type { FlagSetting } from '../../core/config/load-config';
import { missingKeys } from '../../core/config/missing-keys';
import { servicesOf } from '../../core/config/services';
import { problemsText } from '../../core/config/problem';
import { readConfig } from '../../store/read-config';
import { temporalScripts } from '../embedded/scripts';
import { chosenArms, type ArmChoice } from '../sdk/plan-runs';
import type { RunOptions } from './common-options';
import type { Io } from './io';

/** A command's configuration and where it works. */
export interface OpenedCommand {
  config: Config;
  /** The file that `--config` names, absolute. */
  configPath?: string;
  cwd: string;
  forerunDir: string;
  /** The process's environment and what `.env` adds to it. */
  environment: Environment;
}

/** Reads the configuration that a command works under. Throws ForerunError `config_invalid`. */
export async function openCommand(input: {
  configPath?: string;
  flags?: FlagSetting[];
}): Promise<OpenedCommand> {
  const cwd = process.cwd();
  // Before the configuration is read: the default store lies in this folder, for this process and for the workers.
  const forerunDir = (await temporalScripts()).findForerunFolder(cwd);
  const configPath = input.configPath === undefined ? undefined : resolve(cwd, input.configPath);
  const { config, environment } = await readConfig({ cwd, env: process.env, flags: input.flags, configPath });
  return { config, environment, cwd, forerunDir, ...(configPath === undefined ? {} : { configPath }) };
}

/** The arms of a command: as asked, else by the configuration (DISABLE_SPECULATION=1 is the baseline). */
export function armsOf(config: Config, options: Pick<RunOptions, 'arm' | 'lookahead'>): ArmChoice[] {
  return chosenArms({
    arm: options.arm ?? (config.speculation.enabled ? 'speculate' : 'baseline'),
    lookaheads: options.lookahead ?? [config.speculation.lookahead],
  });
}

/**
 * Before anything is started: keys without which the models are sure to refuse are an error, a missing key of the search
 * service and a lossy strategy are said. Throws ForerunError `key_missing`.
 */
export function checkBeforeRuns(config: Config, arms: readonly ArmChoice[], io: Io): void {
  const speculates = arms.some(({ arm }) => arm === 'speculate');
  const { decide, predict, tools } = servicesOf(config);
  const problems = missingKeys(config, decide, ...(speculates ? [predict] : []));
  if (problems.length > 0) {
    throw new ForerunError({
      code: 'key_missing',
      blame: 'user',
      message: problems.map(({ where, problem }) => `${where}: ${problem}`).join('\n'),
      remedy: problems[0]?.remedy,
    });
  }
  const search = missingKeys(config, { ...tools, profiles: [] });
  if (search.length > 0) io.note(`warning: searches will fail.\n${problemsText(search)}`);
  const { strategy } = config.speculation;
  if (speculates && isLossy(strategy)) io.say(lossyWarning(strategy));
}

/** What every output says under a strategy that is not lossless. */
export const lossyWarning = (strategy: string): string =>
  `LOSSY: under the strategy ${strategy} outcomes of calls with other arguments may be used; answers may differ from the baseline's`;
