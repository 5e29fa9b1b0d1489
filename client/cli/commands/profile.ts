import type { ProfileOptions } from '../actions/profile';
import type { RegisterCommand } from '../cli';
import { configOption, jsonOption } from '../common-options';

/** `forerun profile show`, `forerun profile reset`: what a deployment has learned about its predictors. */
export const registerProfile: RegisterCommand = (program, cli) => {
  const profile = program
    .command('profile')
    .description('what runs have learned about predictors and latencies');
  profile
    .command('show')
    .argument('[name]', 'which profile (default: the configured one)')
    .description('how often each predictor was right, by tool, and how long things take')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (name: string | undefined, options: ProfileOptions) => {
      const { showProfile } = await import('../actions/profile.js');
      cli.exitCode = await showProfile(name, options);
    });
  profile
    .command('reset')
    .argument('[name]', 'which profile (default: the configured one)')
    .description('forget what was learned; runs under way keep the version that they pinned')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (name: string | undefined, options: ProfileOptions & { yes?: true }) => {
      const { resetProfile } = await import('../actions/profile.js');
      cli.exitCode = await resetProfile(name, options);
    });
};
