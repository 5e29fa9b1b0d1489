import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { packageRoot } from '../../client/embedded/package-root';
import { ForerunError } from '../../contracts/errors';
import { readTrajectories } from '../../learning/table/read-trajectories';
import { trainingRun, type TrainingRun } from '../../learning/table/training-run';

export interface LoadedRun extends TrainingRun {
  part: 'train' | 'dev';
}

/** The train and dev files of the traces. Throws ForerunError `traces_missing` where the folder has none. */
export async function traceFiles(input: {
  folder: string;
  domains: readonly string[];
  env: NodeJS.ProcessEnv;
}): Promise<string[]> {
  const { folder: asked, domains, env } = input;
  const folder = asked || env.FORERUN_TRACES || resolve(packageRoot(), '..', 'shared', 'traces');
  const names = (await readdir(folder).catch((): string[] => []))
    .filter((name) => /\.(train|dev)\.jsonl(\.gz)?$/.test(name))
    .sort();
  const wanted = names.filter((name) => domains.length === 0 || domains.includes(name.split('.')[0] ?? ''));
  if (wanted.length > 0) return wanted.map((name) => join(folder, name));
  throw new ForerunError({
    code: 'traces_missing',
    blame: 'user',
    message: `there are no traces to learn from: ${folder} has no fitting file *.train.jsonl.gz`,
    remedy: 'Name their folder with --data or FORERUN_TRACES.',
  });
}

/** Whether a file holds runs to learn from, or those of dev. */
export const partOf = (file: string): LoadedRun['part'] =>
  basename(file).includes('.train.') ? 'train' : 'dev';

/** All runs of such files, as the miner sees them. */
export async function loadRuns(input: {
  files: readonly string[];
  log: (line: string) => void;
}): Promise<LoadedRun[]> {
  const runs: LoadedRun[] = [];
  for (const file of input.files) {
    for await (const { trajectory } of readTrajectories({
      files: [file],
      onProblem: ({ message }) => input.log(message),
    }))
      runs.push({ ...trainingRun(trajectory), part: partOf(file) });
    input.log(`read ${basename(file)}`);
  }
  return runs;
}
