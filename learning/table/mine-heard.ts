import type { TableModel } from '../../contracts/table-model';
import type { ObservedTurn } from './observe';

const MOST_STEMS = 3000;

/** In how many tasks users said which stem, where they were two or more; the commonest first. */
export function mineHeard(
  runs: readonly { task: string; turns: readonly Pick<ObservedTurn, 'features'>[] }[],
): NonNullable<TableModel['heard']> {
  const tasksOf = new Map<string, Set<string>>();
  for (const { task, turns } of runs)
    for (const { features } of turns)
      for (const feature of features) {
        const stem = SPOKEN_STEM.exec(feature)?.[1];
        if (stem === undefined) continue;
        const tasks = tasksOf.get(stem) ?? new Set<string>();
        tasksOf.set(stem, tasks.add(task));
      }
  const stems = [...tasksOf]
    .filter(([, tasks]) => tasks.size >= 2)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_STEMS)
    .map(([stem, tasks]) => [stem, tasks.size] as const);
  return { tasks: new Set(runs.map(({ task }) => task)).size, stems: Object.fromEntries(stems) };
}

/** A word of what the user said, among the features of the turn that answers it (core/table/actions.ts). */
const SPOKEN_STEM = /^w (\S+)$/;
