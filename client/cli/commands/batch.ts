import type { BatchOptions } from '../batch/batch-options';
import type { RegisterCommand } from '../cli';
import { addRunOptions, positiveNumber, wholeNumber } from '../common-options';
import { processIo } from '../io';

/** `forerun batch [DATASET]` */
export const registerBatch: RegisterCommand = (program, cli) => {
  const command = program
    .command('batch')
    .description('run many examples of a dataset')
    .argument('[dataset]', 'folder or file of the dataset (default: gaia_dataset)')
    .option('--level <level>', 'only this level')
    .option('--max <count>', 'at most so many examples', positiveNumber)
    .option('--start <place>', 'from this place within the level, from 0', wholeNumber)
    .option('--end <place>', 'up to and without this place', wholeNumber)
    .option('--ids <ids>', 'only these, by task id or name, separated by commas', list)
    .option('--only-failed', 'with --resume: run again what failed there')
    .option('--resume <dir>', 'go on with the batch of this folder; what is done is not run again')
    .option('--window <count>', 'runs at a time', positiveNumber)
    .option('--no-audit', 'do not check at the end, from the histories, that speculation changed nothing');
  addRunOptions(command).action(async (dataset: string | undefined, options: BatchOptions) => {
    const io = processIo(options.json ?? false);
    const { runBatch } = await import('../batch/run-batch.js');
    cli.exitCode = await runBatch({ cli, io, options, ...(dataset === undefined ? {} : { dataset }) });
  });
};

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
