import { InvalidArgumentError } from 'commander';
import type { RegisterCommand } from '../cli';
import { processIo } from '../io';

interface Options {
  exit?: true;
  useEnv?: true;
  json?: true;
  real?: true;
  timeScale: number;
}

/** `forerun demo`: the demonstration batch, from nothing but a build. */
export const registerDemo: RegisterCommand = (program, cli) => {
  program
    .command('demo')
    .description('run the demonstration batch: simulated models, real tools, with and without speculation')
    .option('--exit', 'end after the table, also on a terminal')
    .option('--use-env', 'use the Temporal server that TEMPORAL_ADDRESS names, not an embedded one')
    .option('--real', 'use the models of your configuration (OPENAI_API_KEY …), not simulated ones')
    .option(
      '--time-scale <factor>',
      'multiplies every simulated latency; 0.1 for people in a hurry',
      factor,
      1,
    )
    .option('--json', 'the result as JSON on standard output, everything else on standard error')
    .action(async (options: Options) => {
      const { runDemo } = await import('../../demo/run-demo.js');
      cli.exitCode = await runDemo({
        options: {
          exit: options.exit ?? false,
          useEnv: options.useEnv ?? false,
          json: options.json ?? false,
          real: options.real ?? false,
          timeScale: options.timeScale,
        },
        io: processIo(options.json ?? false),
        interrupts: cli.interrupts,
        cwd: process.cwd(),
        argv: cli.argv,
      });
    });
};

function factor(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 100) {
    throw new InvalidArgumentError('It must be a number above 0, and 100 at most.');
  }
  return value;
}
