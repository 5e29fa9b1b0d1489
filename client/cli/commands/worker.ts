import { Argument } from 'commander';
import { WORKER_ROLES } from '../../../contracts/names';
import type { WorkerOptions } from '../actions/worker';
import type { RegisterCommand } from '../cli';
import { configOption, positiveNumber } from '../common-options';

/** `forerun worker ROLE… [--concurrency N]`: a worker program in the foreground. */
export const registerWorker: RegisterCommand = (program, cli) => {
  program
    .command('worker')
    .description('run a worker program for one or more roles, until Ctrl-C')
    .addArgument(new Argument('<role...>').choices(WORKER_ROLES))
    .option('--concurrency <count>', 'activities at a time, instead of the configured number', positiveNumber)
    .addOption(configOption())
    .action(async (roles: string[], options: WorkerOptions) => {
      const { worker } = await import('../actions/worker.js');
      cli.exitCode = await worker(cli, roles, options);
    });
};
