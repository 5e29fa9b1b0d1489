import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { ForerunError } from '../../contracts/errors';
import { packageRoot } from '../embedded/package-root';
import type { Cli } from './cli';
import { registerAsk } from './commands/ask';
import { registerAudit } from './commands/audit';
import { registerBatch } from './commands/batch';
import { registerCompare } from './commands/compare';
import { registerDemo } from './commands/demo';
import { registerDev } from './commands/dev';
import { registerGaia } from './commands/gaia';
import { registerGate } from './commands/gate';
import { registerLearn } from './commands/learn';
import { registerList } from './commands/list';
import { registerMcp } from './commands/mcp';
import { registerProfile } from './commands/profile';
import { registerResult } from './commands/result';
import { registerRun } from './commands/run';
import { registerShow } from './commands/show';
import { registerSimulate } from './commands/simulate';
import { registerStop } from './commands/stop';
import { registerTrace } from './commands/trace';
import { registerWorker } from './commands/worker';
import { watchInterrupts } from './interrupts';
import { EXIT, reportError } from './report-error';

/** In the order of README's table. */
const COMMANDS = [
  registerAsk,
  registerRun,
  registerBatch,
  registerCompare,
  registerList,
  registerShow,
  registerStop,
  registerResult,
  registerGaia,
  registerDev,
  registerWorker,
  registerMcp,
  registerTrace,
  registerLearn,
  registerGate,
  registerProfile,
  registerAudit,
  registerSimulate,
  registerDemo,
];

/** The `forerun` command line. Exit codes: 0 done, 1 runs failed, 2 wrong usage or configuration. */
async function main(argv: readonly string[]): Promise<number> {
  const cli: Cli = {
    interrupts: watchInterrupts(() => process.exit(EXIT.runsFailed)),
    argv,
    exitCode: EXIT.done,
  };
  const program = new Command('forerun')
    .description('LLM agents that run ahead: speculative tool execution as durable Temporal workflows')
    .version(version())
    .addHelpText('after', '\nExit codes: 0 done, 1 runs failed, 2 wrong usage or configuration.')
    .exitOverride();
  for (const register of COMMANDS) register(program, cli);
  try {
    refuseEmpty(argv);
    await program.parseAsync(argv, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    return reportError(error, {
      write: (line) => void process.stderr.write(`${line}\n`),
      debug: Boolean(process.env.FORERUN_DEBUG),
    });
  }
}

/** An empty argument is a variable that was not set: `--output "$DIR"`. */
function refuseEmpty(argv: readonly string[]): void {
  const index = argv.indexOf('');
  if (index < 0) return;
  const before = index === 0 ? 'The first argument' : `What follows "${argv[index - 1]}"`;
  throw new ForerunError({
    code: 'empty_argument',
    blame: 'user',
    message: `${before} is empty.`,
    remedy: 'Give it a value; is the variable set that it comes from?',
  });
}

function version(): string {
  const { version: found } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return found;
}

// Whoever read our output has seen enough, such as `head`.
process.stdout.on('error', () => process.exit(EXIT.done));

void main(process.argv.slice(2)).then((code) => flushed().then(() => process.exit(code)));

/** A pipe may still hold what was written: `process.exit` would cut it off. */
const flushed = async (): Promise<void> => {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
  );
};
