import type { Aliases } from '../../core/table/aliases';
import type { ObservedRun } from './mine';
import type { ObservedArgument } from './observe';

const LEAST_TASKS = 2;
const MOST_CODES = 2;

/** What names stand for, as far as two tasks or more agree; at most two codes a name, the commonest first. */
export function mineAliases(runs: readonly ObservedRun[]): Aliases {
  const seen = new Map<string, Map<string, Set<string>>>();
  for (const { turns, task } of runs)
    for (const [name, said] of turns.at(-1)?.aliases ?? []) {
      const codes = seen.get(name) ?? new Map<string, Set<string>>();
      seen.set(name, codes);
      for (const code of said) codes.set(code, (codes.get(code) ?? new Set()).add(task));
    }
  const known: [string, string[]][] = [];
  for (const [name, codes] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const agreed = [...codes]
      .filter(([, tasks]) => tasks.size >= LEAST_TASKS)
      .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1));
    if (agreed.length > 0) known.push([name, agreed.slice(0, MOST_CODES).map(([code]) => code)]);
  }
  return new Map(known);
}

/**
 * Names in what was said that stand for the argument's text: the run's own word on them before what was learned;
 * and the words before them, where the user said them.
 */
export function aliasSources(
  argument: ObservedArgument,
  aliases: Aliases,
): { sources: [slot: string, via: string][]; before: string[] } {
  const found = new Map<string, [string, string]>();
  const words: string[] = [];
  for (const { slot, name, place, before } of argument.names) {
    const at = place >= 0 ? place : (aliases.get(name)?.indexOf(argument.text) ?? -1);
    if (at !== 0 && at !== 1) continue;
    const via = at === 0 ? 'alias' : 'alias:1';
    found.set(`${slot} ${via}`, [slot, via]);
    if (slot[0] === 'u') words.push(before);
  }
  return { sources: [...found.values()], before: words };
}
