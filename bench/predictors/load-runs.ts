import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../client/embedded/package-root';
import { ForerunError } from '../../contracts/errors';
import { observe } from '../../learning/table/observe';
import { toTrajectory } from '../../learning/table/to-trajectory';
import type { TrainingRun } from '../../learning/table/train';
import { readTraces } from '../../learning/traces/read-traces';

export interface LoadedRun extends TrainingRun {
  part: 'train' | 'dev';
}

/**
 * All runs of the traces' train and dev files, as the miner sees them. Throws ForerunError `traces_missing` where the
 * folder has none.
 */
export async function loadRuns(input: {
  folder: string;
  domains: readonly string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}): Promise<LoadedRun[]> {
  const folder = input.folder || input.env.FORERUN_TRACES || resolve(packageRoot(), '..', 'shared', 'traces');
  const names = (await readdir(folder).catch((): string[] => []))
    .filter((name) => /\.(train|dev)\.jsonl(\.gz)?$/.test(name))
    .sort();
  const wanted = names.filter(
    (name) => input.domains.length === 0 || input.domains.includes(name.split('.')[0] ?? ''),
  );
  if (wanted.length === 0) {
    throw new ForerunError({
      code: 'traces_missing',
      blame: 'user',
      message: `there are no traces to learn from: ${folder} has no fitting file *.train.jsonl.gz`,
      remedy: 'Name their folder with --data or FORERUN_TRACES.',
    });
  }
  const runs: LoadedRun[] = [];
  for (const name of wanted) {
    const part = name.includes('.train.') ? 'train' : 'dev';
    for await (const trace of readTraces({
      files: [join(folder, name)],
      onProblem: ({ message }) => input.log(message),
    })) {
      const trajectory = toTrajectory(trace);
      const { domain, task } = trajectory;
      const tools = trajectory.tools.map((tool) => tool.name);
      runs.push({ trajectory, observed: { domain, task, tools, turns: observe(trajectory) }, part });
    }
    input.log(`read ${name}`);
  }
  return runs;
}
