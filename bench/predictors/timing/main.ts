import { readFile } from 'node:fs/promises';
import { readTraces } from '../../../learning/traces/read-traces';
import { toTrajectory } from '../../../learning/table/to-trajectory';
import { parseTable } from '../../../core/table/parse-table';
import { tableReader } from '../../../predictors/table';
import { playedRun, timeRun, type Timed } from './time-run';
import { predictionTimes } from './times';

/** The first time through is a worker that has just begun; those after it, one that has served for a while. */
const PASSES = 3;

/**
 * `main.js TABLE FILES…`: times predictions for the runs of the trace files, and tells the parent process, or standard
 * output where there is none.
 */
async function main(): Promise<void> {
  const [path = '', ...files] = process.argv.slice(2);
  // A run played again is a new run: what was read of it the last time does not help.
  const reader = tableReader(parseTable(path, await readFile(path, 'utf8')), 1);
  const runs = [];
  for await (const trace of readTraces({ files })) runs.push(playedRun(toTrajectory(trace)));
  const passes: Timed[][] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    passes.push(runs.flatMap((run) => timeRun(reader, run)));
  }
  const times = predictionTimes(passes);
  if (process.send) process.send(times);
  else process.stdout.write(`${JSON.stringify(times, undefined, 2)}\n`);
}

main().then(
  () => {
    if (process.connected) process.disconnect();
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
    process.exit(1);
  },
);
