import { SPEED_CASES } from './speed/cases';
import { parseOptions, USAGE } from './speed/parse-options';
import { renderEnd } from './speed/report/render-table';
import { verdict } from './speed/report/speed-report';
import { writeReport } from './speed/report/write-report';
import { runCases } from './speed/run-cases';
import { commandLine, log, print, runBench } from './shared/run-bench';
import { assertReportWritable } from './shared/write-report-files';

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
  await assertReportWritable(options.jsonPath);
  const report = await runCases(SPEED_CASES, { ...options, command: commandLine('speed'), print, log });
  const files = await writeReport(report, options.jsonPath);
  print(renderEnd(report));
  print(`written: ${files.join(', ')}`);
  const { errors, missed } = verdict(report.cases);
  return errors.length > 0 || (options.strict && missed.length > 0) ? 1 : 0;
}

runBench(main);
