import type { TableModel } from '../../contracts/table-model';
import { spokenStems } from '../../core/table/spoken';
import { contentStems } from '../../core/table/vocabulary';
import type { ObservedTurn } from './observe';

const MOST_TASKS = 400;
const MOST_STEMS = 40;

/** What the user said at the beginning of each task, and which action followed which event in its runs. */
export function mineTasks(
  runs: readonly { task: string; turns: readonly ObservedTurn[] }[],
  classAt: ReadonlyMap<string, number>,
): TableModel['tasks'] {
  const tasks = new Map<string, { stems: string[]; after: Map<string, Map<number, number>> }>();
  for (const { task, turns } of runs) {
    const known = tasks.get(task) ?? { stems: stemsSaidFirst(turns), after: new Map() };
    // Where no user speaks, nothing says what the task is about.
    if (known.stems.length === 0 || (!tasks.has(task) && tasks.size >= MOST_TASKS)) continue;
    tasks.set(task, known);
    for (const { action, sequences } of turns) {
      const event = sequences.at(-2) ?? '';
      const row = known.after.get(event) ?? new Map<number, number>();
      known.after.set(event, row);
      const at = classAt.get(action);
      if (at !== undefined) row.set(at, (row.get(at) ?? 0) + 1);
    }
  }
  return [...tasks.values()].map(({ stems, after }) => ({
    stems,
    after: Object.fromEntries([...after].map(([event, row]) => [event, [...row].flat()])),
  }));
}

/** Stems of the words that the user said first, as the features of the turn after them have them. */
const stemsSaidFirst = (turns: readonly ObservedTurn[]): string[] => {
  const said = turns.map(({ features }) => spokenStems(features)).find((stems) => stems.length > 0);
  return [...contentStems((said ?? []).slice(0, MOST_STEMS))];
};
