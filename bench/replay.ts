import { ForerunError } from '../contracts/errors';
import { parseOptions, USAGE } from './replay/parse-options';
import { conditions } from './replay/report/render';
import { writeReport } from './replay/report/write-report';
import { runReplay } from './replay/run-replay';

/** `npm run bench:replay`: recorded agents through the whole system. Exit codes as in its usage. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const report = await runReplay(options, { command: commandLine(), print, log });
  const files = await writeReport(report, options.jsonPath);
  print([...conditions(report), report.note, `written: ${files.join(', ')}`].join('\n'));
  return report.domains.some(({ errors }) => errors.length > 0) ? 1 : 0;
}

function commandLine(): string {
  const given = process.argv.slice(2);
  return `npm run bench:replay${given.length > 0 ? ` -- ${given.join(' ')}` : ''}`;
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
