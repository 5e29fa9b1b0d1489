import type { ArgumentViews } from './argument-views';
import { noNamedSlots, type NamedSlots } from './named-slots';
import type { KnownValue, RunIndex } from './context';
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
  newest: readonly Offered[];
  newestPlaces: readonly Occurrence[];
  listed: number;
  /** The distinct texts of the last 80 places in their order; each with its number. */
  order: readonly string[];
  numbers: ReadonlyMap<string, number>;
}

/** The run's texts as sources give them. Belongs to one `RunIndex`. */
export interface Views {
  /** By texts that the run did not have when they were first offered. */
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

/** What a source gives in this run; undefined where its slot is empty. */
export function viewOf(index: RunIndex, source: ReadySource): View | undefined {
  const places = index.slots.get(source.slot);
  if (!places) return undefined;
  const key = `${source.via}\n${source.slot}`;
  const known = index.views.byKey.get(key);
  if (known) return known;
  const view = emptyView(places, source.via, knownTo(index, source));
  index.views.byKey.set(key, view);
  return view;
}

const NO_TEXTS: readonly Offered[] = [];
const NO_PLACES: readonly Occurrence[] = [];
const NO_ORDER: readonly string[] = [];
const NO_NUMBERS: ReadonlyMap<string, number> = new Map();

const emptyView = (places: readonly Occurrence[], via: string, known: View['known']): View => ({
  places,
  via,
  read: 0,
  stamp: undefined,
  known,
  newest: NO_TEXTS,
  newestPlaces: NO_PLACES,
  listed: 0,
  order: NO_ORDER,
  numbers: NO_NUMBERS,
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
  const newest: Offered[] = [];
  const newestPlaces: Occurrence[] = [];
  for (const group of listsOf(view.places)) {
    const text = listText(
      view.via,
      group.map((place) => place.text),
    );
    if (text === undefined || newest.some((offered) => offered.text === text)) continue;
    newest.push(offeredText(index, text));
    newestPlaces.push(group[0] as Occurrence);
  }
  view.newest = newest;
  view.newestPlaces = newestPlaces;
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
  if (isListVia(via)) {
    readNewest(index, view);
    view.order = view.newest.map(({ text }) => text).reverse();
    view.numbers = new Map(view.order.map((text, at) => [text, at]));
    view.listed = places.length;
    return;
  }
  const order: string[] = [];
  const numbers = new Map<string, number>();
  for (let at = Math.max(0, places.length - MOST_LISTED); at < places.length; at += 1) {
    const text = transform(via, (places[at] as Occurrence).text, index.year, view.known);
    if (text === undefined || numbers.has(text)) continue;
    numbers.set(text, order.length);
    order.push(text);
  }
  view.order = order;
  view.numbers = numbers;
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
  view.newest = NO_TEXTS;
  view.newestPlaces = NO_PLACES;
  view.listed = 0;
}

/** What names stand for, in the run and then in what was learned. */
const knownTo = (index: RunIndex, { via, aliases }: ReadySource): View['known'] =>
  via.startsWith('alias')
    ? (name, place) => (index.aliases.get(name) ?? aliases?.get(name))?.[place]
    : undefined;

/** The one object of a text in this run; kept with the value where the run has it. */
export function offeredText(index: RunIndex, text: string): Offered {
  const known = index.values.get(text);
  if (known?.offered) return known.offered;
  const { offered: ofTexts } = index.views;
  const before = ofTexts.get(text);
  if (before) {
    if (!known) return before;
    before.known = known;
    return (known.offered = before);
  }
  const offered = newOffered(text, known);
  if (known) known.offered = offered;
  else ofTexts.set(text, offered);
  return offered;
}

const newOffered = (text: string, known: KnownValue | undefined): Offered => ({
  text,
  known,
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
});
