import type { DevOptions } from '../actions/dev';
import type { RegisterCommand } from '../cli';
import { configOption } from '../common-options';

/** `forerun dev`: embedded Temporal and all workers until Ctrl-C. `--stop` ends whatever is embedded here. */
export const registerDev: RegisterCommand = (program, cli) => {
  program
    .command('dev')
    .description('embedded Temporal and all workers, until Ctrl-C')
    .option('--stop', 'stop the embedded workers and server of this folder, whoever uses them')
    .addOption(configOption())
    .action(async (options: DevOptions) => {
      const { dev } = await import('../actions/dev.js');
      cli.exitCode = await dev(cli, options);
    });
};
