import type { RegisterCommand } from '../cli';
import { addRunOptions, collectTexts, type RunOptions } from '../common-options';
import { processIo } from '../io';

/** `forerun ask "question" [--file F]…` */
export const registerAsk: RegisterCommand = (program, cli) => {
  const command = program
    .command('ask')
    .description('answer a question of your own, with files if you like')
    .argument('<question>')
    .option('--file <path>', 'attach a file; may be given several times', collectTexts);
  addRunOptions(command).action(async (question: string, options: RunOptions & { file?: string[] }) => {
    const io = processIo(options.json ?? false);
    const { questionExample } = await import('../../dataset/question-example.js');
    const { runExample } = await import('../run-example.js');
    const example = questionExample({ question, files: options.file ?? [] });
    cli.exitCode = await runExample({ cli, io, options, example });
  });
};
