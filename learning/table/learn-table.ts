import type { TableModel } from '../../contracts/table-model';
import type { ForerunError } from '../../contracts/errors';
import { readTrajectories } from './read-trajectories';
import { train } from './train';
import { trainingRun } from './training-run';

/**
 * Learns a table from trace files. Broken lines are told to `onProblem` and left out. Throws ForerunError
 * `trace_file_unreadable`, `traces_empty`.
 */
export async function learnTable(input: {
  files: readonly string[];
  onProblem?: (problem: ForerunError) => void;
  log?: (line: string) => void;
}): Promise<TableModel> {
  const runs = [];
  for await (const { trajectory } of readTrajectories({ files: input.files, onProblem: input.onProblem }))
    runs.push(trainingRun(trajectory));
  input.log?.(`runs read: ${runs.length}`);
  return train({ runs, log: input.log });
}
