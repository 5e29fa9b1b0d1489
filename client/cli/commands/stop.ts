import type { RegisterCommand } from '../cli';
import { configOption } from '../common-options';

/** `forerun stop RUN`: a run gives its best answer so far, a batch starts no more and stops those under way. */
export const registerStop: RegisterCommand = (program, cli) => {
  program
    .command('stop')
    .description('end a run or a batch with its best answers so far')
    .argument('<run>', 'workflow id, or its beginning')
    .addOption(configOption())
    .action(async (name: string, options: { config?: string }) => {
      const { stop } = await import('../actions/stop.js');
      cli.exitCode = await stop(name, options);
    });
};
