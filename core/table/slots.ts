/** Names of slots that begin alike, by what follows. */
interface Slots {
  beginning: string;
  byRest: Map<string, string>;
}

/** Equal slots are one string, made and hashed once a process: the same fields come again with every result. */
const SLOTS = new Map<string, Slots>();
const MOST_SLOTS = 20_000;
let made = 0;

/** The slots that begin so: a letter and, of tools, a name. */
export function slotsOf(beginning: string): Slots {
  const known = SLOTS.get(beginning);
  if (known) return known;
  if (made >= MOST_SLOTS) {
    SLOTS.clear();
    made = 0;
  }
  const slots = { beginning, byRest: new Map<string, string>() };
  SLOTS.set(beginning, slots);
  made += 1;
  return slots;
}

/** One of these slots. */
export function slotOf({ beginning, byRest }: Slots, rest: string): string {
  const known = byRest.get(rest);
  if (known !== undefined) return known;
  const slot = `${beginning}${rest}`;
  if (made >= MOST_SLOTS) byRest.clear();
  byRest.set(rest, slot);
  made += 1;
  return slot;
}
