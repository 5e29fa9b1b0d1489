import { noNamedSlots, type NamedSlots } from './named-slots';
import type { FilledSlot, KnownValue, RunIndex } from './context';
import type { Occurrence } from './facts';
import type { Rarity } from './rarity';
import { isListVia, listText } from './lists';
import type { ReadyArgument, ReadySource } from './ready-model';
import { transform } from './transforms';

/** A text that some source gives, with what the sources of the argument at hand say of it: one object a run and text. */
export interface Offered {
  text: string;
  known?: KnownValue;
  /** The gathering that the fields below belong to. */
  gathering: number;
  /** The reading of a view that has it. */
  reading: number;
  /** Sum of what all its sources say, before ranking. */
  quick: number;
  sources: number;
  agreement: number;
  constant: number;
  /** The same among the calls of the model that acts. */
  habit: number;
  likeness: number;
  /** Its share of what a task with the same words chose. */
  remembered: number;
  /** Its shape, once told. */
  shape: string | undefined;
  /** How rare its words are, once told. */
  rarity: Rarity | undefined;
  /** Best source that gives it, what that source gives, and where it has it; absent for a constant. */
  source?: ReadySource;
  view?: View;
  place?: Occurrence;
}

/** What one place (slot) gives, changed in one way; kept from prediction to prediction and extended by what is new. */
export interface View {
  places: readonly Occurrence[];
  via: string;
  /** Places that are in `newest`. */
  read: number;
  /** What changed copies hang on besides the text: the run's year, or the number of its aliases. */
  stamp: string | undefined;
  known: ((name: string, place: number) => string | undefined) | undefined;
  /** The distinct texts, the newest first, and where each stood last; at most 40. */
  newest: Offered[];
  newestPlaces: Occurrence[];
  listed: number;
  /** The distinct texts of the last 80 places in their order; each with its number. */
  order: string[];
  numbers: Map<string, number>;
}

/** The run's texts as sources give them. Belongs to one `RunIndex`. */
export interface Views {
  offered: Map<string, Offered>;
  ofArgument: Map<ReadyArgument, ArgumentViews>;
  byKey: Map<string, View>;
  /** Room for the texts found for the argument at hand, and the number of that gathering. */
  found: Offered[];
  gathering: number;
  /** Number of the last reading of a view. */
  reading: number;
  named: NamedSlots;
}

/** What those sources of an argument give whose slots hold anything. */
interface ArgumentViews {
  /** Slots of the run when it was told. */
  slots: number;
  views: readonly ArgumentView[];
}

/** What the source gives that stands at a place among the argument's. */
interface ArgumentView {
  at: number;
  source: ReadySource;
  view: View;
}

export const noViews = (): Views => ({
  offered: new Map(),
  ofArgument: new Map(),
  byKey: new Map(),
  found: [],
  gathering: 0,
  reading: 0,
  named: noNamedSlots(),
});

/** Distinct texts of one slot that are offered, and places of one slot that count as its list, the last ones. */
const MOST_PER_SLOT = 40;
const MOST_LISTED = 80;

/** What the sources of an argument give in this run, those left out whose slots are empty. */
export function viewsOf(index: RunIndex, argument: ReadyArgument): readonly ArgumentView[] {
  const slots = index.slotList.length;
  const told = index.views.ofArgument.get(argument);
  if (told?.slots === slots) return told.views;
  const views = told?.views ?? [];
  const bySlot = sourcesBySlot(argument);
  const found: ArgumentView[] = [];
  for (let number = told?.slots ?? 0; number < slots; number += 1)
    for (const at of bySlot.get((index.slotList[number] as FilledSlot).slot) ?? NOWHERE) {
      const source = argument.sources[at] as ReadySource;
      const view = viewOf(index, source);
      if (view) found.push({ at, source, view });
    }
  const all = found.length === 0 ? views : [...views, ...found].sort((a, b) => a.at - b.at);
  index.views.ofArgument.set(argument, { slots, views: all });
  return all;
}

const NOWHERE: readonly number[] = [];
const BY_SLOT = new WeakMap<ReadyArgument, ReadonlyMap<string, readonly number[]>>();

/** Places of an argument's sources, by slot. */
function sourcesBySlot(argument: ReadyArgument): ReadonlyMap<string, readonly number[]> {
  const known = BY_SLOT.get(argument);
  if (known) return known;
  const bySlot = new Map<string, number[]>();
  for (const [at, { slot }] of argument.sources.entries()) {
    const places = bySlot.get(slot);
    if (places) places.push(at);
    else bySlot.set(slot, [at]);
  }
  BY_SLOT.set(argument, bySlot);
  return bySlot;
}

/** What a source gives in this run; undefined where its slot is empty. */
export function viewOf(index: RunIndex, source: ReadySource): View | undefined {
  const places = index.slots.get(source.slot);
  if (!places) return undefined;
  const key = `${source.via}\n${source.slot}`;
  const known = index.views.byKey.get(key);
  if (known) return known;
  const view = { ...emptyView(places, source.via), known: knownTo(index, source) };
  index.views.byKey.set(key, view);
  return view;
}

const emptyView = (places: readonly Occurrence[], via: string): View => ({
  places,
  via,
  read: 0,
  stamp: undefined,
  known: undefined,
  newest: [],
  newestPlaces: [],
  listed: 0,
  order: [],
  numbers: new Map(),
});

/** Reads the places that came since it was last asked. */
export function readNewest(index: RunIndex, view: View): void {
  forgetOtherYear(index, view);
  const { places, via } = view;
  if (view.read === places.length) return;
  if (isListVia(via)) {
    readLists(index, view);
    return;
  }
  const newest: Offered[] = [];
  const newestPlaces: Occurrence[] = [];
  index.views.reading += 1;
  const { reading } = index.views;
  for (let at = places.length - 1; at >= view.read && newest.length < MOST_PER_SLOT; at -= 1) {
    const place = places[at] as Occurrence;
    const text = transform(via, place.text, index.year, view.known);
    if (text === undefined) continue;
    const offered = offeredText(index, text);
    if (offered.reading === reading) continue;
    offered.reading = reading;
    newest.push(offered);
    newestPlaces.push(place);
  }
  for (let at = 0; at < view.newest.length && newest.length < MOST_PER_SLOT; at += 1) {
    const offered = view.newest[at] as Offered;
    if (offered.reading === reading) continue;
    newest.push(offered);
    newestPlaces.push(view.newestPlaces[at] as Occurrence);
  }
  view.newest = newest;
  view.newestPlaces = newestPlaces;
  view.read = places.length;
}

/** What the lists of the last messages make, the newest first. */
function readLists(index: RunIndex, view: View): void {
  view.newest = [];
  view.newestPlaces = [];
  for (const group of listsOf(view.places)) {
    const text = listText(
      view.via,
      group.map((place) => place.text),
    );
    if (text === undefined || view.newest.some((offered) => offered.text === text)) continue;
    view.newest.push(offeredText(index, text));
    view.newestPlaces.push(group[0] as Occurrence);
  }
  view.read = view.places.length;
}

/** Messages whose lists are looked at, the last ones, and values that a list may have. */
const MOST_LISTS = 4;
const MOST_IN_LIST = 12;

/** The values of a slot, those of one message together, the newest message first. */
export function listsOf(places: readonly Occurrence[]): Occurrence[][] {
  const lists: Occurrence[][] = [];
  for (let to = places.length; to > 0 && lists.length < MOST_LISTS;) {
    const { message } = places[to - 1] as Occurrence;
    let from = to - 1;
    while (from > 0 && places[from - 1]?.message === message) from -= 1;
    if (to - from <= MOST_IN_LIST) lists.push(places.slice(from, to));
    to = from;
  }
  return lists;
}

/** Reads the slot's list, if it has grown since it was last asked. */
export function readOrder(index: RunIndex, view: View): void {
  forgetOtherYear(index, view);
  const { places, via } = view;
  if (view.listed === places.length) return;
  view.order = [];
  view.numbers = new Map();
  if (isListVia(via)) {
    readNewest(index, view);
    view.order = view.newest.map(({ text }) => text).reverse();
    for (const [at, text] of view.order.entries()) view.numbers.set(text, at);
    view.listed = places.length;
    return;
  }
  for (let at = Math.max(0, places.length - MOST_LISTED); at < places.length; at += 1) {
    const text = transform(via, (places[at] as Occurrence).text, index.year, view.known);
    if (text === undefined || view.numbers.has(text)) continue;
    view.numbers.set(text, view.order.length);
    view.order.push(text);
  }
  view.listed = places.length;
}

/** Days without a year change with the run's year, names with what the run says of them. */
function forgetOtherYear(index: RunIndex, view: View): void {
  if (view.via === '') return;
  const stamp = view.known
    ? String(index.aliases.size)
    : view.via.startsWith('year')
      ? index.year
      : view.stamp;
  if (view.stamp === stamp) return;
  view.stamp = stamp;
  view.read = 0;
  view.newest = [];
  view.newestPlaces = [];
  view.listed = 0;
}

/** What names stand for, in the run and then in what was learned. */
const knownTo = (index: RunIndex, { via, aliases }: ReadySource): View['known'] =>
  via.startsWith('alias')
    ? (name, place) => (index.aliases.get(name) ?? aliases?.get(name))?.[place]
    : undefined;

/** The one object of a text in this run. */
export function offeredText(index: RunIndex, text: string): Offered {
  const before = index.views.offered.get(text);
  if (before) return before;
  const offered: Offered = {
    text,
    known: index.values.get(text),
    gathering: 0,
    reading: 0,
    quick: 0,
    sources: 0,
    agreement: 0,
    constant: 0,
    habit: 0,
    likeness: 0,
    remembered: 0,
    shape: undefined,
    rarity: undefined,
    source: undefined,
    view: undefined,
    place: undefined,
  };
  index.views.offered.set(text, offered);
  return offered;
}
