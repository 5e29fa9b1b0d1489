import type { TableModel } from '../contracts/table-model';
import { loadRuns, partOf, traceFiles } from './predictors/load-runs';
import {
  devSplit,
  drawn,
  foldSplits,
  measureAblation,
  measureSplits,
  unseenSplits,
  type Measured,
} from './predictors/measure';
import { parseOptions, USAGE } from './predictors/parse-options';
import { renderReport, writeReport } from './predictors/report';
import { timePredictions } from './predictors/timing/time-predictions';
import { commandLine, log, print, runBench } from './shared/run-bench';
import { assertReportWritable } from './shared/write-report-files';

/** `npm run bench:predictors`: the table predictor on recorded behaviour. Exit codes as in its usage. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  await assertReportWritable(options.jsonPath);
  const files = await traceFiles({ folder: options.data, domains: options.domains, env: process.env });
  const runs = await loadRuns({ files, log });
  const { threshold, parts } = options;
  const measured: Measured[] = [];
  if (parts.includes('dev') || parts.includes('ablation')) {
    let learned: TableModel | undefined;
    const dev = measureSplits('dev', devSplit(runs), {
      threshold,
      log,
      onModel: (model) => (learned = model),
    });
    const devFiles = files.filter((file) => partOf(file) === 'dev');
    measured.push(
      learned && parts.includes('dev') ? { ...dev, times: await timePredictions(learned, devFiles) } : dev,
    );
  }
  if (parts.includes('folds')) {
    const { folds, draws } = options;
    const name = `${folds}-fold by task${draws > 1 ? `, the turns of ${draws} draws of the forests' random numbers together` : ''}`;
    measured.push(measureSplits(name, drawn(foldSplits(runs, folds), draws), { threshold, log }));
  }
  if (parts.includes('unseen'))
    measured.push(measureSplits('domains never seen', unseenSplits(runs), { threshold, log }));
  const ablation = parts.includes('ablation') ? measureAblation(runs, { threshold, log }) : [];
  const command = commandLine('predictors');
  const report = { command, measuredAt: new Date().toISOString(), threshold, measured, ablation };
  const written = await writeReport(report, options.jsonPath);
  print(renderReport(report));
  print(`written: ${written.join(', ')}`);
  return 0;
}

runBench(main);
