import { readTraces } from '../../../learning/traces/read-traces';
import { toTrajectory } from '../../../learning/table/to-trajectory';
import { tablePredictor } from '../../../predictors/table';
import { TableFile } from '../../../predictors/table-file';
import { playedRun, timeRun } from './time-run';
import { predictionTimes } from './times';

/** The first time through is a worker that has just begun; those after it, one that has served for a while. */
const PASSES = 3;

/** `main.js TABLE FILES…`: times predictions for the runs of the trace files, and tells the parent process. */
async function main(): Promise<void> {
  const [path = '', ...files] = process.argv.slice(2);
  // A run played again is a new run: what was read of it the last time does not help.
  const predictor = await new TableFile(path, (file) => tablePredictor({ ...file, runsKept: 1 })).predictor();
  const runs = [];
  for await (const trace of readTraces({ files })) runs.push(playedRun(toTrajectory(trace)));
  const passes: number[][] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const micros: number[] = [];
    for (const run of runs) micros.push(...(await timeRun(predictor, run)));
    passes.push(micros);
  }
  process.send?.(predictionTimes(passes));
}

main().then(
  () => process.disconnect(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
    process.exit(1);
  },
);
