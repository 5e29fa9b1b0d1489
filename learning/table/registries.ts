import type { TableModel } from '../../contracts/table-model';
import { likeness } from '../../core/table/ready-model';
import { mine, type ObservedRun } from './mine';

/** Sets of tools alike to this degree are one registry: a tool more or less makes no other kind of work. */
export const ALIKE = 0.8;
/** Fewer tasks than this say too little of a registry to be counted by themselves. */
const LEAST_TASKS = 4;
const MOST_REGISTRIES = 24;

/** Counts of all runs and, where runs had different tools, those of each registry by itself. */
export function countRegistries(
  runs: readonly ObservedRun[],
  alter: (counts: TableModel) => TableModel,
): TableModel {
  const whole = alter(mine(runs));
  const groups = byRegistry(runs, ({ tools }) => tools);
  if (groups.length < 2) return whole;
  const registries = groups
    .filter(({ runs: own }) => new Set(own.map(({ task }) => task)).size >= LEAST_TASKS)
    .slice(0, MOST_REGISTRIES)
    .map(({ names, runs: own }) => {
      const { tools, combinations, actions, tasks } = alter(mine(own));
      return { names: [...names].sort(), tools, combinations, actions, tasks };
    });
  return { ...whole, registries };
}

/** Sets of tools, with the runs that had them. */
export type ToolSets<Run> = readonly { names: ReadonlySet<string>; runs: readonly Run[] }[];

/** Runs by their tools, most runs first. */
export function byRegistry<Run>(
  runs: readonly Run[],
  toolsOf: (run: Run) => readonly string[],
): { names: Set<string>; runs: Run[] }[] {
  const groups: { names: Set<string>; runs: Run[] }[] = [];
  const groupOf = new Map<string, { names: Set<string>; runs: Run[] }>();
  for (const run of runs) {
    const tools = toolsOf(run);
    const key = [...tools].sort().join('\n');
    let group = groupOf.get(key) ?? groups.find(({ names }) => likeness(names, tools) >= ALIKE);
    if (!group) {
      group = { names: new Set(tools), runs: [] };
      groups.push(group);
    }
    groupOf.set(key, group);
    group.runs.push(run);
  }
  return groups.sort((a, b) => b.runs.length - a.runs.length);
}
