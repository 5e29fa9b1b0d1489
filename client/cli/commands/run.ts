import type { RegisterCommand } from '../cli';
import { addRunOptions, type RunOptions } from '../common-options';
import { processIo } from '../io';

/** `forerun run EXAMPLE` */
export const registerRun: RegisterCommand = (program, cli) => {
  const command = program
    .command('run')
    .description('run one example and narrate each step')
    .argument('<example>', "folder with the example's metadata.json");
  addRunOptions(command).action(async (path: string, options: RunOptions) => {
    const io = processIo(options.json ?? false);
    const { onlyExample, readDataset } = await import('../../dataset/read-dataset.js');
    const { runExample } = await import('../run-example.js');
    const example = onlyExample(await readDataset(path));
    cli.exitCode = await runExample({ cli, io, options, example });
  });
};
