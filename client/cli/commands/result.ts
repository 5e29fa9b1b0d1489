import type { ResultOptions } from '../actions/result';
import type { RegisterCommand } from '../cli';
import { configOption, jsonOption } from '../common-options';

/** `forerun result RUN [--output DIR]`: how a run ended; waits for one that is under way. */
export const registerResult: RegisterCommand = (program, cli) => {
  program
    .command('result')
    .description('the result of a run; waits for one that is under way')
    .argument('<run>', 'workflow id, or its beginning')
    .option('--output <dir>', 'write the result into this folder as well')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (name: string, options: ResultOptions) => {
      const { result } = await import('../actions/result.js');
      cli.exitCode = await result(name, options);
    });
};
