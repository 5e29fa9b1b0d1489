import type { RegisterCommand } from '../cli';
import { configOption, jsonOption, positiveNumber } from '../common-options';

/** `forerun gate explain RUN STEP`: why each guess was launched or not. */
export const registerGate: RegisterCommand = (program, cli) => {
  const gate = program.command('gate').description('what the gate has said, and why');
  gate
    .command('explain')
    .description('why each guess at a step was launched or not, from the history alone')
    .argument('<run>', 'workflow id, or its beginning')
    .argument('<step>', 'number of the step, from 1', positiveNumber)
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async (run: string, step: number, options: { json?: true; config?: string }) => {
      const { gateExplain } = await import('../actions/gate-explain.js');
      cli.exitCode = await gateExplain(run, step, options);
    });
};
