import { join } from 'node:path';
import type { BlobStore } from '../../contracts/blob-store';
import type { DatasetExample } from '../dataset/example';
import { prepareTask } from '../dataset/prepare-task';
import { readDataset } from '../dataset/read-dataset';
import type { PreparedTask } from '../sdk/start-run';
import { demoFolder } from './demo-world';

/** One question of the demonstration, ready to run. */
export interface DemoTask {
  example: DatasetExample;
  task: PreparedTask;
}

/** The folder of the demonstration's questions, in GAIA's form. */
export const demoDataset = (): string => join(demoFolder(), 'gaia');

/** The demonstration's questions. Throws the first unusable one's problem. */
export async function readDemo(): Promise<DatasetExample[]> {
  const { entries } = await readDataset(demoDataset());
  return entries.map((entry) => {
    if (entry.kind === 'problem') throw entry.problem.error;
    return entry.example;
  });
}

/** Stores what the questions' runs need. */
export async function prepareDemo(
  examples: readonly DatasetExample[],
  store: BlobStore,
): Promise<DemoTask[]> {
  const tasks: DemoTask[] = [];
  for (const example of examples) {
    const { task, taskHash, root, title } = await prepareTask({ example, store });
    tasks.push({ example, task: { taskId: task.taskId, taskHash, level: task.level, title, root } });
  }
  return tasks;
}

/** How a question is called in the table: level, place and attachment. Pure. */
export const demoTaskName = ({ level, id, files }: DatasetExample): string =>
  `${level}-${Number(id.replace('example_', ''))} ${files[0]?.name ?? '(web)'}`;
