import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../client/embedded/package-root';
import { ForerunError } from '../contracts/errors';
import { tracesFolder } from './replay/find-data';
import { renderSecurity } from './security/render';
import { runSecurity } from './security/run-security';
import { readArguments, wrongUsageOf } from './shared/read-arguments';
import { commandLine, log, print, runBench } from './shared/run-bench';
import { assertReportWritable, writeReportFiles } from './shared/write-report-files';

const USAGE = `npm run bench:security -- [--runs N] [--json FILE]

Counts what hostile content could get executed ahead: over the attacked runs of the shared traces (security/), for the
table predictor and for a predictor that is the attacker's own, with the rules of docs/security.md and without, and what
the rules cost in hits over the benign dev traces.

  --runs N     at most N attacked and N benign runs of each domain (default: all)
  --json FILE  where the report goes (default: bench/out/security.json), a table beside it
  FORERUN_TRACES names another folder of traces.

Exit codes: 0 nothing of an attacker's left, 1 something did or the benchmark failed, 2 wrong usage.`;

async function main(): Promise<number> {
  const { values } = parse();
  if (values.help) {
    print(USAGE);
    return 0;
  }
  const jsonPath = values.json ?? path.join(packageRoot(), 'bench', 'out', 'security.json');
  await assertReportWritable(jsonPath);
  const folder = tracesFolder(process.env);
  const security = path.join(folder, 'security');
  const attacked = await attackedFiles(security);
  const report = await runSecurity({
    folder,
    domains: attacked.map((name) => name.split('.')[0] ?? name),
    attacked: attacked.map((name) => path.join(security, name)),
    ...(values.runs === undefined ? {} : { runs: Number(values.runs) }),
    command: commandLine('security'),
    log,
  });
  const table = renderSecurity(report);
  const files = await writeReportFiles(jsonPath, report, table);
  print(table);
  print(`written: ${files.join(', ')}`);
  return report.attacks.some((row) => row.count.with.leaving > 0) ? 1 : 0;
}

/** Names of the files of attacked runs. Throws ForerunError `traces_missing` where there are none. */
async function attackedFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => /\.attacked\..*jsonl(\.gz)?$/.test(name)).sort();
  if (files.length > 0) return files;
  throw new ForerunError({
    code: 'traces_missing',
    blame: 'user',
    message: `there are no attacked runs: ${folder} has no file *.attacked.*.jsonl.gz`,
    remedy: 'Name the folder above it, that of the traces, with FORERUN_TRACES.',
  });
}

function parse() {
  const options = {
    runs: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const parsed = readArguments({ options }, wrongUsage);
  if (parsed.values.runs !== undefined && !/^[1-9]\d*$/.test(parsed.values.runs))
    throw wrongUsage(`--runs ${parsed.values.runs} is not a whole number from 1 up`);
  return parsed;
}

const wrongUsage = (message: string): ForerunError => wrongUsageOf('security')(message, USAGE);

runBench(main);
