import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { errorText, ForerunError } from '../../contracts/errors';
import { loadScript } from './load-script';
import { startSimulatedServer, type SimulatedServer } from './server';

const EXIT_USAGE = 2;

interface Options {
  port: number;
  host: string;
  timeScale?: number;
  seed?: number;
}

const program = new Command('forerun simulate')
  .description('OpenAI-compatible server that plays recorded turns with set latencies, accuracy and faults')
  .argument('<script>', 'simulation script, JSON or YAML')
  .option('--port <number>', 'port to listen on; 0 takes a free one', port, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--time-scale <factor>', "multiplies every wait; overrides the script's", factor)
  .option('--seed <number>', "overrides the script's seed", wholeNumber)
  .exitOverride();

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('It must be 65535 at most.');
  return value;
}

function factor(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  }
  return value;
}

/** Serves until SIGINT or SIGTERM; the first line on standard output says where, as JSON. */
async function main(argv: string[]): Promise<void> {
  program.parse(argv);
  const options = program.opts<Options>();
  const script = await loadScript(program.args[0]!);
  const server = await startSimulatedServer({
    script: {
      ...script,
      timeScale: options.timeScale ?? script.timeScale,
      seed: options.seed ?? script.seed,
    },
    port: options.port,
    host: options.host,
  });
  closeOnSignal(server);
  process.stdout.write(`${JSON.stringify({ url: server.url, models: Object.keys(script.models) })}\n`);
}

function closeOnSignal(server: SimulatedServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

function report(error: unknown): void {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else if (error instanceof ForerunError) {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = EXIT_USAGE;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

main(process.argv).catch(report);
