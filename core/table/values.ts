import type { KnownValue, RunIndex } from './context';
import { useKey } from './context';
import type { Occurrence } from './facts';
import { scoreRow, softmax, type ReadyForest } from './forest';
import { nameLikeness } from './names';
import type { ReadyArgument, ReadySource } from './ready-model';
import { shapeOf } from './shape';
import { isStopWord, wordsOf } from './spans';
import { transform } from './transforms';

/** A value that an argument may take. */
export interface ValueCandidate {
  text: string;
  /** Best source that gives it, with the place; absent for a constant. */
  source?: ReadySource;
  occurrence?: Occurrence;
  known?: KnownValue;
  /** Sum of what all its sources say, before ranking. */
  quick: number;
  sources: number;
  agreement: number;
  constant: number;
  likeness: number;
  /** Filled by `spotsOf`. */
  spots?: readonly Occurrence[];
  /** Probability that the argument takes it, given that the call is made. */
  probability: number;
}

export const VALUE_FEATURES = [
  'best_share',
  'best_trials',
  'agreement',
  'sources',
  'unvisited_rank',
  'slot_values',
  'slot_place',
  'slot_place_end',
  'used_here',
  'failed_here',
  'since_used_here',
  'used_anywhere',
  'age',
  'in_last_user',
  'in_last_message',
  'first_age',
  'name_likeness',
  'shape_share',
  'constant_share',
  'place_kind',
  'before_share',
  'record_relevance',
  'occurrences',
  'in_last_assistant',
  'evidence',
  'changed',
  'constant_in_text',
  'candidates',
  'none',
  'quick_rank',
  'same_name_argument',
  'visited_in_slot',
  'quick',
  'index',
  'record_relevance_ever',
] as const;
export const VALUE_WIDTH = VALUE_FEATURES.length;

const MOST_CANDIDATES = 12;
const MOST_PER_SLOT = 40;
const KINDS = 'ustrxa';

/** Candidates for one argument, best guess of the sources first, at most 12. */
export function valueCandidates(
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
): ValueCandidate[] {
  const found = new Map<string, ValueCandidate>();
  const { year } = index;
  const seen = new Set<string>();
  for (const source of argument?.sources ?? []) {
    const places = index.slots.get(source.slot);
    if (!places) continue;
    seen.clear();
    for (let at = places.length - 1; at >= 0 && seen.size < MOST_PER_SLOT; at -= 1) {
      const place = places[at] as Occurrence;
      const text = transform(source.via, place.text, year);
      if (text === undefined || seen.has(text)) continue;
      seen.add(text);
      offer(found, index, text, source, place);
    }
  }
  if (!argument || argument.count < THIN) offerByName(found, index, tool, path, argument);
  for (const { text, share } of argument?.constants ?? []) {
    const candidate = found.get(text) ?? blank(found, index, text);
    candidate.constant = share;
    candidate.quick += share;
  }
  const list = [...found.values()];
  for (const candidate of list) {
    const use = index.uses.get(useKey(tool, path, candidate.text));
    if (use) candidate.quick *= use.failed > 0 ? 0.15 : 0.35;
    const last = candidate.known?.occurrences.at(-1)?.message ?? -1;
    candidate.quick *= last >= index.lastUser.message ? 1.5 : 1;
  }
  return list.sort((a, b) => b.quick - a.quick).slice(0, MOST_CANDIDATES);
}

/** With fewer calls than this behind it, an argument's sources are sought by name and shape too. */
const THIN = 12;

function offerByName(
  found: Map<string, ValueCandidate>,
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
): void {
  const name = path.replace(/\[\]$/, '').split('.').at(-1) ?? path;
  const shapes = new Set(argument?.shapes.keys() ?? []);
  for (const place of index.slots.get(`a:${tool}:${path}`) ?? []) shapes.add(shapeOf(place.text));
  for (const [slot, places] of index.slots) {
    const first = places[0] as Occurrence;
    const likeness = first.name === '' ? 0 : nameLikeness(first.name, name);
    const shape =
      slot[0] === 'r' || slot[0] === 'a'
        ? shapeOf(first.text)
        : slot.slice(slot.lastIndexOf(':', slot.endsWith(':') ? -2 : undefined) + 1);
    const spanShape = slot[0] === 'u' || slot[0] === 't' ? slot.slice(2) : shape;
    const fits = shapes.has(spanShape) && spanShape !== 'prose';
    if (likeness < 0.4 && !fits) continue;
    const share = 0.02 + 0.25 * likeness * (slot[0] === 'a' ? 1 : 0.7) + (fits ? 0.15 : 0);
    const source = { slot, via: '', hits: 0, trials: 0, share };
    for (let at = places.length - 1; at >= Math.max(0, places.length - MOST_PER_SLOT); at -= 1) {
      const place = places[at] as Occurrence;
      const candidate = offer(found, index, place.text, source, place);
      candidate.likeness = Math.max(candidate.likeness, likeness);
    }
  }
}

function offer(
  found: Map<string, ValueCandidate>,
  index: RunIndex,
  text: string,
  source: ReadySource,
  place: Occurrence,
): ValueCandidate {
  const candidate = found.get(text) ?? blank(found, index, text);
  candidate.sources += 1;
  candidate.agreement = 1 - (1 - candidate.agreement) * (1 - Math.min(0.95, source.share));
  candidate.quick += source.share;
  if (!candidate.source || source.share > candidate.source.share) {
    candidate.source = source;
    candidate.occurrence = place;
  }
  return candidate;
}

function blank(found: Map<string, ValueCandidate>, index: RunIndex, text: string): ValueCandidate {
  const candidate: ValueCandidate = {
    text,
    known: index.values.get(text),
    quick: 0,
    sources: 0,
    agreement: 0,
    constant: 0,
    likeness: 0,
    probability: 0,
  };
  found.set(text, candidate);
  return candidate;
}

/** The shape of a candidate's text, told once a value. */
function shapeOfValue({ known, text }: ValueCandidate): string {
  if (!known) return shapeOf(text);
  known.shape ??= shapeOf(text);
  return known.shape;
}

/** Places of a value that count for pairs, the last eight. */
export function spotsOf(candidate: Pick<ValueCandidate, 'known' | 'spots' | 'occurrence'>): readonly Occurrence[] {
  candidate.spots ??= candidate.known?.occurrences.slice(-8) ?? (candidate.occurrence ? [candidate.occurrence] : []);
  return candidate.spots;
}

/** Fills one row a candidate and a last one for "none of these"; the rows' number is returned. */
export function valueRows(
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  candidates: ValueCandidate[],
  rows: Float64Array,
): number {
  const name = path.replace(/\[\]$/, '').split('.').at(-1) ?? path;
  const slotFacts = new Map<string, { order: string[]; unvisited: Map<string, number>; visited: number }>();
  const userWords = new Set(index.lastUser.words);
  rows.fill(0, 0, (candidates.length + 1) * VALUE_WIDTH);
  for (const [rank, candidate] of candidates.entries()) {
    const row = rank * VALUE_WIDTH;
    const set = (feature: number, value: number): void => void (rows[row + feature] = value);
    const { source, occurrence, known } = candidate;
    set(0, source?.share ?? 0);
    set(1, Math.log1p(source?.trials ?? 0));
    set(2, candidate.agreement);
    set(3, candidate.sources);
    if (source) {
      const facts = slotFacts.get(source.slot) ?? slotOrder(index, tool, path, source, slotFacts);
      const place = facts.order.indexOf(candidate.text);
      set(4, facts.unvisited.get(candidate.text) ?? -1);
      set(5, facts.order.length);
      set(6, place);
      set(7, facts.order.length - 1 - place);
      set(31, facts.visited);
      set(33, occurrence?.index ?? 0);
    } else set(4, -2);
    const use = index.uses.get(useKey(tool, path, candidate.text));
    set(8, use?.count ?? 0);
    set(9, use?.failed ?? 0);
    set(10, use ? index.messages - use.message : 60);
    set(11, known?.used ?? 0);
    const places = known?.occurrences ?? (occurrence ? [occurrence] : []);
    const lastPlace = places.at(-1);
    set(12, lastPlace ? Math.min(60, index.messages - lastPlace.message) : 60);
    set(15, places[0] ? Math.min(60, index.messages - places[0].message) : 60);
    let likeness = candidate.likeness;
    let before = 0;
    for (const spot of places.slice(-16)) {
      if (spot.message === index.lastUser.message) set(13, 1);
      if (spot.message >= index.messages - 1) set(14, 1);
      if (spot.message === index.lastAssistant.message && spot.slot[0] === 't') set(23, 1);
      if (spot.name !== '') likeness = Math.max(likeness, nameLikeness(spot.name, name));
      if (spot.name === name && spot.slot[0] === 'a') set(30, 1);
      if (spot.slot[0] === 'u') before = Math.max(before, argument?.before.get(spot.before) ?? 0);
    }
    set(16, likeness);
    set(17, argument?.shapes.get(shapeOfValue(candidate)) ?? 0);
    set(18, candidate.constant);
    set(19, source ? KINDS.indexOf(source.slot[0] ?? '') : 6);
    set(20, before);
    if (occurrence?.slot[0] === 'r') {
      set(21, relevance(index, occurrence, userWords));
      set(34, relevance(index, occurrence, index.userWords));
    }
    set(22, Math.log1p(places.length));
    set(24, Math.log1p(argument?.count ?? 0));
    set(25, source && source.via !== '' ? 1 : 0);
    set(26, candidate.constant > 0 && userWords.has(candidate.text.toLowerCase()) ? 1 : 0);
    set(27, candidates.length);
    set(29, rank);
    set(32, candidate.quick);
  }
  const none = candidates.length * VALUE_WIDTH;
  rows[none + 28] = 1;
  rows[none + 27] = candidates.length;
  rows[none + 24] = Math.log1p(argument?.count ?? 0);
  rows[none] = candidates[0]?.source?.share ?? 0;
  rows[none + 2] = candidates[0]?.agreement ?? 0;
  rows[none + 32] = candidates[0]?.quick ?? 0;
  return candidates.length + 1;
}

function slotOrder(
  index: RunIndex,
  tool: string,
  path: string,
  source: ReadySource,
  cache: Map<string, { order: string[]; unvisited: Map<string, number>; visited: number }>,
) {
  const order: string[] = [];
  const seen = new Set<string>();
  const { year } = index;
  const places = index.slots.get(source.slot) ?? [];
  for (const place of places.slice(-80)) {
    const text = transform(source.via, place.text, year);
    if (text !== undefined && !seen.has(text)) {
      seen.add(text);
      order.push(text);
    }
  }
  const unvisited = new Map<string, number>();
  for (const text of order)
    if (!index.uses.has(useKey(tool, path, text))) unvisited.set(text, unvisited.size);
  const facts = { order, unvisited, visited: order.length - unvisited.size };
  cache.set(source.slot, facts);
  return facts;
}

/** How much of a value's record the user has spoken of: which of a list is meant. */
function relevance(index: RunIndex, place: Occurrence, words: ReadonlySet<string>): number {
  let best = 0;
  let total = 0;
  for (const field of recordWords(index, place.record)) {
    let common = 0;
    for (const word of field) if (words.has(word)) common += 1;
    if (common === 0) continue;
    total += common / field.length;
    best = Math.max(best, common / field.length);
  }
  return best + Math.min(3, total) * 0.25;
}

/** Words of each field of a record, without stop words; told once. */
function recordWords(index: RunIndex, record: number): string[][] {
  const known = index.recordWords.get(record);
  if (known) return known;
  const fields: string[][] = [];
  const spots = index.records.get(record) ?? [];
  for (let at = 0; at < Math.min(24, spots.length); at += 1) {
    const { text } = spots[at] as Occurrence;
    if (text.length > 60) continue;
    const words = wordsOf(text, 8).filter((word) => word.length > 1 && !isStopWord(word));
    if (words.length > 0) fields.push(words);
  }
  index.recordWords.set(record, fields);
  return fields;
}

/** Gives the candidates their probabilities, best first; what is left to 1 is "none of these". */
export function rankValues(
  forest: ReadyForest,
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  scratch: { rows: Float64Array; scores: Float64Array },
): ValueCandidate[] {
  const candidates = valueCandidates(index, tool, path, argument);
  const count = valueRows(index, tool, path, argument, candidates, scratch.rows);
  for (let at = 0; at < count; at += 1) scratch.scores[at] = scoreRow(forest, scratch.rows, at * VALUE_WIDTH);
  softmax(scratch.scores, count);
  for (const [at, candidate] of candidates.entries()) candidate.probability = scratch.scores[at] as number;
  return candidates.sort((a, b) => b.probability - a.probability);
}

export const valueScratch = () => ({
  rows: new Float64Array((MOST_CANDIDATES + 1) * VALUE_WIDTH),
  scores: new Float64Array(MOST_CANDIDATES + 1),
});
