import type { TableModel } from '../../contracts/table-model';
import { spokenStems } from '../../core/table/spoken';
import { noteTask, type ByTask } from './mine-words';
import type { ObservedTurn } from './observe';

const MOST_STEMS = 3000;

/** In how many tasks users said which stem, where they were two or more; the commonest first. */
export function mineHeard(
  runs: readonly { task: string; turns: readonly Pick<ObservedTurn, 'features'>[] }[],
): NonNullable<TableModel['heard']> {
  const tasksOf: ByTask = new Map();
  for (const { task, turns } of runs)
    for (const { features } of turns) for (const stem of spokenStems(features)) noteTask(tasksOf, stem, task);
  const stems = [...tasksOf]
    .filter(([, tasks]) => tasks.size >= 2)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_STEMS)
    .map(([stem, tasks]) => [stem, tasks.size] as const);
  return { tasks: new Set(runs.map(({ task }) => task)).size, stems: Object.fromEntries(stems) };
}
