import { ForerunError } from '../contracts/errors';
import { SPEED_CASES } from './speed/cases';
import { parseOptions, USAGE } from './speed/parse-options';
import { renderEnd } from './speed/report/render-table';
import { verdict } from './speed/report/speed-report';
import { writeReport } from './speed/report/write-report';
import { runCases } from './speed/run-cases';

/** `npm run bench:speed`: issue section 8, measured. Exit codes as in its usage. */
async function main(): Promise<number> {
  const options = parseOptions(
    process.argv.slice(2),
    SPEED_CASES.map(({ name }) => name),
  );
  if (options.help || options.list) {
    print(
      options.help ? USAGE : SPEED_CASES.map(({ name, about }) => `${name.padEnd(18)} ${about}`).join('\n'),
    );
    return 0;
  }
  const report = await runCases(SPEED_CASES, { ...options, command: commandLine(), print, log });
  const files = await writeReport(report, options.jsonPath);
  print(renderEnd(report));
  print(`written: ${files.join(', ')}`);
  const { errors, missed } = verdict(report.cases);
  return errors.length > 0 || (options.strict && missed.length > 0) ? 1 : 0;
}

function commandLine(): string {
  const given = process.argv.slice(2);
  return `npm run bench:speed${given.length > 0 ? ` -- ${given.join(' ')}` : ''}`;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof ForerunError;
    log(known ? `error: ${error.message}` : error instanceof Error ? String(error.stack) : String(error));
    if (known && error.remedy) log(`remedy: ${error.remedy}`);
    process.exit(known && error.code === 'wrong_usage' ? 2 : 1);
  },
);
