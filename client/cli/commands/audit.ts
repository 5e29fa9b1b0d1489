import type { AuditOptions } from '../actions/audit';
import type { RegisterCommand } from '../cli';
import { collectTexts, configOption, jsonOption, RUNS_ARGUMENT } from '../common-options';

/** `forerun audit RUN… [--batch ID] [--re-execute]`: whether runs were lossless, from their histories alone. */
export const registerAudit: RegisterCommand = (program, cli) => {
  program
    .command('audit')
    .description('check from their histories alone that speculation changed nothing in runs')
    .argument('[run...]', RUNS_ARGUMENT)
    .option('--batch <id>', 'all runs of this batch; may be given several times', collectTexts)
    .option('--re-execute', 'execute each claimed call of a pure tool once more, and compare')
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (runs: string[], options: AuditOptions) => {
      const { auditNamed } = await import('../actions/audit.js');
      cli.exitCode = await auditNamed(runs, options);
    });
};
