import type { LearnTableOptions, ScoreTableOptions } from '../actions/learn';
import type { RegisterCommand } from '../cli';
import { jsonOption, probability } from '../common-options';

/** `forerun learn table` and `forerun learn score`: predictors from what agents did, and how good they are. */
export const registerLearn: RegisterCommand = (program, cli) => {
  const learn = program.command('learn').description('learn predictors from traces, and score them');
  learn
    .command('table')
    .description('learn a table predictor: which call follows, and where its arguments come from')
    .requiredOption('--from <files...>', 'trace files (.jsonl, .jsonl.gz)')
    .requiredOption('--out <file>', 'the model file to write')
    .action(async (options: LearnTableOptions) => {
      const { learnTableFile } = await import('../actions/learn.js');
      cli.exitCode = await learnTableFile(options);
    });
  learn
    .command('score')
    .description('score a table predictor on traces, learned on or not')
    .requiredOption('--model <file>', 'model file')
    .requiredOption('--data <files...>', 'trace files (.jsonl, .jsonl.gz)')
    .option(
      '--threshold <probability>',
      'break-even: a call fires from this probability on',
      probability,
      0.3,
    )
    .addOption(jsonOption())
    .action(async (options: ScoreTableOptions) => {
      const { scoreTableFile } = await import('../actions/learn.js');
      cli.exitCode = await scoreTableFile(options);
    });
};
