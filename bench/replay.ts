import { parseOptions, USAGE } from './replay/parse-options';
import { conditions } from './replay/report/render';
import { writeReport } from './replay/report/write-report';
import { runReplay } from './replay/run-replay';
import { commandLine, log, print, runBench } from './shared/run-bench';
import { assertReportWritable } from './shared/write-report-files';

/** `npm run bench:replay`: recorded agents through the whole system. Exit codes as in its usage. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  await assertReportWritable(options.jsonPath);
  const report = await runReplay(options, { command: commandLine('replay'), print, log });
  const files = await writeReport(report, options.jsonPath);
  print([...conditions(report), report.note, `written: ${files.join(', ')}`].join('\n'));
  return report.domains.some(({ errors }) => errors.length > 0) ? 1 : 0;
}

runBench(main);
