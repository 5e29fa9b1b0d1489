import { ForerunError } from '../../../contracts/errors';
import type { BlobStore } from '../../../contracts/blob-store';
import type { Strategy } from '../../../contracts/speculation';
import type { Dataset, DatasetExample, DatasetProblem } from '../../dataset/example';
import { prepareTask } from '../../dataset/prepare-task';
import { DEFAULT_DATASET } from '../../dataset/default-dataset';
import { readDataset } from '../../dataset/read-dataset';
import { selectExamples } from '../../dataset/select-examples';
import { newToken } from '../../sdk/new-token';
import { planRuns, type ArmChoice, type BatchPlan } from '../../sdk/plan-runs';
import type { PreparedTask } from '../../sdk/start-run';
import type { BatchOptions } from './batch-options';

/** The examples that a batch was told to run, and those among them that cannot be. */
export interface SelectedExamples {
  dataset: Dataset;
  examples: DatasetExample[];
  problems: DatasetProblem[];
}

/** Reads and selects. Throws ForerunError for a dataset or a selection that cannot be used, or that is empty. */
export async function selectForBatch(
  path: string | undefined,
  options: BatchOptions,
): Promise<SelectedExamples> {
  const dataset = await readDataset(path ?? DEFAULT_DATASET);
  const { level, start, end, ids, max } = options;
  const { examples, problems } = selectExamples(dataset.entries, { level, start, end, ids, max });
  if (examples.length > 0) return { dataset, examples, problems };
  const [problem] = problems;
  if (problem) throw problem.error;
  throw new ForerunError({
    code: 'nothing_selected',
    blame: 'user',
    message: `no example of ${dataset.path} is selected (it has ${dataset.entries.length})`,
    remedy: 'Check --level, --start, --end, --ids and --max.',
  });
}

/** Prepares the tasks one after another; an example that cannot be prepared becomes a problem, the others go on. */
export async function prepareTasks(
  store: BlobStore,
  selected: SelectedExamples,
): Promise<{ tasks: { example: string; task: PreparedTask }[]; problems: DatasetProblem[] }> {
  const tasks: { example: string; task: PreparedTask }[] = [];
  const problems = [...selected.problems];
  for (const example of selected.examples) {
    try {
      const { task, ...prepared } = await prepareTask({ example, store });
      tasks.push({
        example: example.id,
        task: { taskId: task.taskId, level: task.level, ...prepared },
      });
    } catch (error) {
      if (!(error instanceof ForerunError) || error.blame !== 'user') throw error;
      const { id, level, taskId, origin } = example;
      problems.push({ id, level, taskId, origin, error });
    }
  }
  return { tasks, problems };
}

const BATCH_ID = 'batch-';

/** Whether a manifest's `batch_id` is a batch's, not that of a single run. Pure. */
export const isBatchId = (id: string): boolean => id.startsWith(BATCH_ID);

/** A batch's id, which is its workflow id. Pure. */
export const newBatchId = (now: Date): string =>
  `${BATCH_ID}${now.toISOString().slice(0, 19).replaceAll(':', '-').toLowerCase()}-${newToken().slice(0, 6)}`;

/** A new plan. Pure but for the tokens. */
export function newPlan(input: {
  batchId: string;
  strategy: Strategy;
  arms: ArmChoice[];
  dataset: string;
  tasks: { example: string; task: PreparedTask }[];
}): BatchPlan {
  const { batchId, strategy, arms, dataset, tasks } = input;
  return {
    format: 'forerun-batch/1',
    batchId,
    strategy,
    arms,
    dataset,
    entries: planRuns({ tasks, arms, newToken }),
  };
}
