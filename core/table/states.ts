import type { Occurrence } from './facts';

/** What is told of one result at most. */
const MOST_STATES = 24;
/** Lists are none, one, two, or more. */
const MOST_LISTED = 3;
const LONGEST = 24;

/**
 * What a result says of the state of things, as names of features: fields that hold one to three words (`status`
 * `pending`, `flights[]` `economy`), each pair once, and how long its lists are, by slot. Ids, names and prose are left to
 * the values.
 */
export function statesIn(occurrences: readonly Occurrence[]): string[] {
  const states = new Set<string>();
  const lengths = new Map<SlotStates, number>();
  let slot = '';
  let known: SlotStates | undefined;
  for (const occurrence of occurrences) {
    if (occurrence.slot !== slot) {
      slot = occurrence.slot;
      known = slot[0] === 'r' ? statesOf(slot) : undefined;
    }
    if (!known) continue;
    const { text, index } = occurrence;
    if (known.list && index >= (lengths.get(known.list) ?? 0)) lengths.set(known.list, index + 1);
    if (states.size < MOST_STATES && text.length <= LONGEST && STATE.test(text))
      states.add(nameOf(known, text));
  }
  for (const [list, length] of lengths) states.add(nameOf(list, String(Math.min(MOST_LISTED, length))));
  return [...states];
}

/** A word in lower case, or several joined by a sign or a blank; true and false among them. */
const STATE = /^[a-z]+(?:[ _-][a-z]+){0,2}$/;

/** What is known of a slot. */
interface SlotStates {
  slot: string;
  /** The list that it stands in. */
  list: SlotStates | undefined;
  /** Names of features, by text. */
  names: Map<string, string>;
}

/** Equal names are one string, made and hashed once a process: the same fields say the same again and again. */
const SLOTS = new Map<string, SlotStates>();
const MOST_SLOTS = 5000;
const MOST_NAMES = 500;

function statesOf(slot: string): SlotStates {
  const known = SLOTS.get(slot);
  if (known) return known;
  if (SLOTS.size >= MOST_SLOTS) SLOTS.clear();
  const end = slot.lastIndexOf('[]');
  const states = {
    slot,
    list: end < 0 ? undefined : statesOf(slot.slice(0, end)),
    names: new Map<string, string>(),
  };
  SLOTS.set(slot, states);
  return states;
}

function nameOf({ slot, names }: SlotStates, text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `f ${slot} ${text}`;
  if (names.size >= MOST_NAMES) names.clear();
  names.set(text, name);
  return name;
}
