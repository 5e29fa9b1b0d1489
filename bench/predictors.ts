import { loadRuns } from './predictors/load-runs';
import {
  devSplit,
  foldSplits,
  measureAblation,
  measureSplits,
  unseenSplits,
  type Measured,
} from './predictors/measure';
import { parseOptions, USAGE } from './predictors/parse-options';
import { renderReport, writeReport } from './predictors/report';
import { commandLine, log, print, runBench } from './shared/run-bench';

/** `npm run bench:predictors`: the table predictor on recorded behaviour. Exit codes as in its usage. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const runs = await loadRuns({ folder: options.data, domains: options.domains, env: process.env, log });
  const { threshold, parts } = options;
  const measured: Measured[] = [];
  if (parts.includes('dev') || parts.includes('ablation'))
    measured.push(measureSplits('dev', devSplit(runs), { threshold, log }));
  if (parts.includes('folds'))
    measured.push(
      measureSplits(`${options.folds}-fold by task`, foldSplits(runs, options.folds), { threshold, log }),
    );
  if (parts.includes('unseen'))
    measured.push(measureSplits('domains never seen', unseenSplits(runs), { threshold, log }));
  const ablation = parts.includes('ablation') ? measureAblation(runs, { threshold, log }) : [];
  const command = commandLine('predictors');
  const report = { command, measuredAt: new Date().toISOString(), threshold, measured, ablation };
  const files = await writeReport(report, options.jsonPath);
  print(renderReport(report));
  print(`written: ${files.join(', ')}`);
  return 0;
}

runBench(main, (error) => error.blame === 'user');
