import type { RegisterCommand } from '../cli';
import { configOption, jsonOption } from '../common-options';

/** `forerun show RUN`: where a run or a batch is, or how it ended. */
export const registerShow: RegisterCommand = (program, cli) => {
  program
    .command('show')
    .description('where a run or a batch is, or how it ended')
    .argument('<run>', 'workflow id, or its beginning')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (name: string, options: { json?: true; config?: string }) => {
      const { show } = await import('../actions/show.js');
      cli.exitCode = await show(name, options);
    });
};
