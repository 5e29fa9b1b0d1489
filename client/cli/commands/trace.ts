import { Option, type Command } from 'commander';
import type { ExportOptions, ImportOptions } from '../actions/trace';
import type { Cli, RegisterCommand } from '../cli';
import { collectTexts, configOption, RUNS_ARGUMENT } from '../common-options';

/** `forerun trace export` and `forerun trace import`: runs and chat logs as trace files. */
export const registerTrace: RegisterCommand = (program, cli) => {
  const trace = program.command('trace').description('recorded runs as data: JSON Lines of one run each');
  registerExport(trace, cli);
  registerImport(trace, cli);
};

function registerExport(trace: Command, cli: Cli): void {
  trace
    .command('export')
    .description('finished runs, from their histories and blobs')
    .argument('[run...]', RUNS_ARGUMENT)
    .option('--batch <id>', 'all runs of this batch; may be given several times', collectTexts)
    .option('--out <file>', 'write there (.jsonl, or .jsonl.gz) instead of to standard output')
    .addOption(configOption())
    .action(async (runs: string[], options: ExportOptions) => {
      const { exportRuns } = await import('../actions/trace.js');
      cli.exitCode = await exportRuns(runs, options);
    });
}

function registerImport(trace: Command, cli: Cli): void {
  trace
    .command('import')
    .description('traces, OpenAI chat logs and Anthropic message logs (JSON Lines, gzip or not) as traces')
    .argument('<files...>')
    .addOption(
      // A missing one is told by these words alone.
      new Option('--format <trace|openai|anthropic>', 'what the files are')
        .choices(['trace', 'openai', 'anthropic'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'write there (.jsonl, or .jsonl.gz) instead of to standard output')
    .option('--domain <name>', "name of the logs' domain (default: the file's name); not with --format trace")
    .option(
      '--read-only <tools>',
      'tools of the logs that only read, separated by commas; all others count as writing; not with --format trace',
      commas,
    )
    .option('--strict', 'write nothing unless every line can be read')
    .action(async (files: string[], options: ImportOptions) => {
      const { importFiles } = await import('../actions/trace.js');
      cli.exitCode = await importFiles(files, options);
    });
}

const commas = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
