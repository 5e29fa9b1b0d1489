import type { Occurrence } from './facts';

/** What is told of one result at most. */
const MOST_STATES = 24;
/** Lists are none, one, two, or more. */
const MOST_LISTED = 3;
const LONGEST = 24;

/**
 * What a result says of the state of things: fields that hold one to three words (`status` `pending`, `flights[]` `economy`),
 * each pair once, and how long its lists are, by slot. Ids, names and prose are left to the values.
 */
export function statesIn(occurrences: readonly Occurrence[]): string[] {
  const states = new Set<string>();
  const lengths = new Map<string, number>();
  for (const { slot, text, index } of occurrences) {
    if (slot[0] !== 'r') continue;
    const list = slot.lastIndexOf('[]');
    if (list >= 0) {
      const name = slot.slice(0, list);
      lengths.set(name, Math.max(lengths.get(name) ?? 0, index + 1));
    }
    if (states.size < MOST_STATES && text.length <= LONGEST && STATE.test(text))
      states.add(`${slot} ${text}`);
  }
  for (const [name, length] of lengths) states.add(`${name} ${Math.min(MOST_LISTED, length)}`);
  return [...states];
}

/** A word in lower case, or several joined by a sign or a blank; true and false among them. */
const STATE = /^[a-z]+(?:[ _-][a-z]+){0,2}$/;
