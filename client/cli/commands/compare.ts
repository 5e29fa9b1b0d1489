import type { RegisterCommand } from '../cli';
import { jsonOption } from '../common-options';

/** `forerun compare DIR [DIR]`: the arms within one folder of results, or two folders. */
export const registerCompare: RegisterCommand = (program, cli) => {
  program
    .command('compare')
    .description('compare the arms of one folder of results, or two folders')
    .argument('<dir>')
    .argument('[other]')
    .addOption(jsonOption())
    .action(async (dir: string, other: string | undefined, options: { json?: true }) => {
      const { compare } = await import('../actions/compare.js');
      cli.exitCode = await compare(dir, other, options);
    });
};
