import type { TurnNote } from './gather';

/** Calls of a tool, and tasks that made them, from which on a share is a finding. */
const LEAST_CALLS = 30;
const LEAST_TASKS = 5;
/** A tool that is reached less often than this is beyond reach. In our traces a tool has 4 % or less, or a quarter and more. */
const LEAST_REACHED = 0.05;

/**
 * Tools whose recorded calls are next to never among those that would have been spelled out, on tasks that were not
 * learned from: they take free text, or more than a run says. In alphabetical order.
 */
export function unreachedTools(notes: readonly (TurnNote | undefined)[]): string[] {
  const tallies = new Map<string, { calls: number; reached: number; tasks: Set<string> }>();
  for (const note of notes)
    for (const [tool, { calls, reached }] of note?.reach ?? []) {
      const tally = tallies.get(tool) ?? { calls: 0, reached: 0, tasks: new Set<string>() };
      tallies.set(tool, tally);
      tally.calls += calls;
      tally.reached += reached;
      tally.tasks.add(note?.task ?? '');
    }
  return [...tallies]
    .filter(
      ([, { calls, reached, tasks }]) =>
        calls >= LEAST_CALLS && tasks.size >= LEAST_TASKS && reached < calls * LEAST_REACHED,
    )
    .map(([tool]) => tool)
    .sort();
}
