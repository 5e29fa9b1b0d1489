import { programPath } from '../../embedded/package-root';
import type { RegisterCommand } from '../cli';
import { runProgram } from '../run-program';

/** `forerun simulate SCRIPT …`: the simulated model server, a program of its own. */
export const registerSimulate: RegisterCommand = (program, cli) => {
  program
    .command('simulate')
    .description('an OpenAI-compatible server that plays recorded turns (`forerun simulate --help`)')
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(async (_options: unknown, command: { args: string[] }) => {
      cli.exitCode = await runProgram(cli, {
        program: programPath('models/simulated/main.js'),
        args: command.args,
        env: process.env,
      });
    });
};
