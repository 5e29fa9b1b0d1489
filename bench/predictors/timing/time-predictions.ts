import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from '../../../client/embedded/package-root';
import { WORKER_FLAGS } from '../../../client/embedded/worker-flags';
import type { TableModel } from '../../../contracts/table-model';
import type { PredictionTimes } from './times';

/** Times the table predictor on the runs of these files, in a process of its own that has nothing else to do. */
export async function timePredictions(model: TableModel, files: readonly string[]): Promise<PredictionTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'forerun-predictors-'));
  try {
    const path = join(folder, 'table.json');
    await writeFile(path, JSON.stringify(model));
    return await timesOf(startTiming([path, ...files]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Started as a worker is. */
const startTiming = (args: readonly string[]): ChildProcess =>
  fork(programPath('bench/predictors/timing/main.js'), args, { execArgv: [...WORKER_FLAGS] });

const timesOf = (child: ChildProcess): Promise<PredictionTimes> =>
  new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the timing process ended with ${code}`)));
  });
