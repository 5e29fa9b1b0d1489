import type { ListOptions } from '../actions/list';
import type { RegisterCommand } from '../cli';
import { configOption, jsonOption, positiveNumber } from '../common-options';

/** `forerun list`: the latest runs and batches of this server. */
export const registerList: RegisterCommand = (program, cli) => {
  program
    .command('list')
    .description('the latest runs and batches of this server')
    .option('--max <count>', 'at most so many', positiveNumber, 50)
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/list.js');
      cli.exitCode = await list(options);
    });
};
