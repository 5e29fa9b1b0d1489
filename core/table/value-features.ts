import { argumentKey, type RunIndex, type Use } from './context';
import type { Occurrence } from './facts';
import { kinLikeness, kinShapes, type Kin } from './kin';
import { lastName, likenessTo } from './names';
import { sortByFalling } from './order';
import type { ReadyArgument, ReadySource } from './ready-model';
import { rarityOf, type Heard, type Rarity } from './rarity';
import { shapeOf } from './shape';
import { isStopWord, wordsOf } from './words';
import type { ValueCandidate } from './values';
import { readOrder, viewOf, type Offered, type View } from './views';

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
  'habit_share',
  'habit_evidence',
  'foreign',
  'remembered',
  'commonest_word',
  'rarity',
  'words',
] as const;
export const VALUE_WIDTH = VALUE_FEATURES.length;

const KINDS = 'ustrxa';
const LONG_AGO = 60;
/** Places of one value that are looked at, the last ones. */
const MOST_PLACES = 16;

/** What rankers know of one argument before they look at its values. */
interface Moment {
  index: RunIndex;
  name: string;
  likeness: (other: string) => number;
  argument: ReadyArgument | undefined;
  /** Shapes that it takes, with their shares; those of its kin where nobody has seen it. */
  shapes: ReadonlyMap<string, number>;
  uses: ReadonlyMap<string, Use> | undefined;
  userWords: ReadonlySet<string>;
  lists: SourceList[];
  /** Calls of the acting model behind its habits. */
  habits: number;
}

/** The distinct values that a source gives, in their order, and which of them the argument has taken. */
export interface SourceList {
  source: ReadySource;
  numbers: ReadonlyMap<string, number>;
  length: number;
  /** Places of those that it has taken, in order. */
  taken: readonly number[];
}

/** Fills one row a candidate and a last one for "none of these"; the rows' number is returned. */
export function valueRows(
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  candidates: ValueCandidate[],
  rows: Float64Array,
  { heard, kin }: { heard: Heard; kin: Kin },
): number {
  const name = lastName(path);
  const moment: Moment = {
    index,
    name,
    likeness: argument ? likenessTo(name) : kinLikeness(kin, name),
    argument,
    shapes: argument?.shapes ?? kinShapes(kin, path),
    uses: index.uses.get(argumentKey(tool, path)),
    userWords: index.lastUser.wordSet,
    lists: [],
    habits: (index.actor === undefined ? undefined : argument?.habits.get(index.actor)?.total) ?? 0,
  };
  const evidence = Math.log1p(argument?.count ?? 0);
  rows.fill(0, 0, (candidates.length + 1) * VALUE_WIDTH);
  for (let rank = 0; rank < candidates.length; rank += 1) {
    const candidate = candidates[rank] as ValueCandidate;
    const row = rank * VALUE_WIDTH;
    sourceFeatures(moment, candidate, rows, row);
    useFeatures(moment, candidate, rows, row);
    placeFeatures(moment, candidate, rows, row);
    rows[row + 24] = evidence;
    rows[row + 27] = candidates.length;
    rows[row + 29] = rank;
    rows[row + 32] = candidate.offered.quick;
    const rarity = rarityOfOffered(heard, candidate.offered);
    rows[row + 39] = rarity.commonest;
    rows[row + 40] = rarity.mean;
    rows[row + 41] = rarity.words;
    if (argument && isForeign(argument.foreign, candidate.text)) rows[row + 37] = 1;
  }
  const none = candidates.length * VALUE_WIDTH;
  const best = candidates[0]?.offered;
  rows[none] = best?.source?.share ?? 0;
  rows[none + 2] = best?.agreement ?? 0;
  rows[none + 24] = evidence;
  rows[none + 27] = candidates.length;
  rows[none + 28] = 1;
  rows[none + 32] = best?.quick ?? 0;
  return candidates.length + 1;
}

/** How rare a text's words are, told once a run. */
function rarityOfOffered(heard: Heard, offered: Offered): Rarity {
  const { rarity } = offered;
  return rarity?.heard === heard ? rarity : (offered.rarity = rarityOf(heard, offered.text));
}

function sourceFeatures(moment: Moment, candidate: ValueCandidate, rows: Float64Array, row: number): void {
  const { source, occurrence, offered } = candidate;
  rows[row + 2] = offered.agreement;
  rows[row + 3] = offered.sources;
  rows[row + 18] = offered.constant;
  rows[row + 35] = offered.habit;
  rows[row + 36] = moment.habits;
  rows[row + 38] = offered.remembered;
  if (!source) {
    rows[row + 4] = -2;
    rows[row + 19] = KINDS.length;
    return;
  }
  const list = listOf(moment, source, offered);
  const { length, taken } = list;
  const place = list.numbers.get(candidate.text) ?? -1;
  candidate.list = list;
  candidate.next = place > 0 && taken.includes(place - 1);
  rows[row] = source.share;
  rows[row + 1] = Math.log1p(source.trials);
  rows[row + 4] = openNumber(place, taken);
  rows[row + 5] = length;
  rows[row + 6] = place;
  rows[row + 7] = length - 1 - place;
  rows[row + 19] = KINDS.indexOf(source.slot[0] ?? '');
  rows[row + 25] = source.via === '' ? 0 : 1;
  rows[row + 31] = taken.length;
  rows[row + 33] = occurrence?.index ?? 0;
  if (occurrence?.slot[0] === 'r') {
    const { last, ever } = recordRelevance(moment.index, occurrence.record);
    rows[row + 21] = last;
    rows[row + 34] = ever;
  }
}

/** A place's number among those that are not taken; -1 for those that are, and for no place. */
function openNumber(place: number, taken: readonly number[]): number {
  if (place < 0) return -1;
  let before = 0;
  while (before < taken.length && (taken[before] as number) < place) before += 1;
  return taken[before] === place ? -1 : place - before;
}

function isForeign(prefixes: readonly string[], text: string): boolean {
  for (const prefix of prefixes) if (text.startsWith(prefix)) return true;
  return false;
}

function listOf({ index, uses, lists }: Moment, source: ReadySource, offered: Offered): SourceList {
  for (const list of lists) if (list.source === source) return list;
  const view = offered.view ?? viewOf(index, source);
  if (view) readOrder(index, view);
  const numbers = view?.numbers ?? NO_NUMBERS;
  const taken = uses && view ? takenPlaces(view, uses) : NONE;
  const list = { source, numbers, length: view?.order.length ?? 0, taken };
  lists.push(list);
  return list;
}

const NO_NUMBERS: ReadonlyMap<string, number> = new Map();
const NONE: readonly number[] = [];

function takenPlaces({ numbers }: View, uses: ReadonlyMap<string, Use>): readonly number[] {
  const taken: number[] = [];
  for (const text of uses.keys()) {
    const place = numbers.get(text);
    if (place !== undefined) taken.push(place);
  }
  return sortByFalling(taken, (place) => -place);
}

function useFeatures(
  { index, uses, userWords }: Moment,
  candidate: ValueCandidate,
  rows: Float64Array,
  row: number,
): void {
  const use = uses?.get(candidate.text);
  candidate.visited = use !== undefined;
  rows[row + 8] = use?.count ?? 0;
  rows[row + 9] = use?.failed ?? 0;
  rows[row + 10] = use ? index.messages - use.message : LONG_AGO;
  rows[row + 11] = candidate.known?.used ?? 0;
  rows[row + 26] = candidate.offered.constant > 0 && userWords.has(candidate.text.toLowerCase()) ? 1 : 0;
}

function placeFeatures(
  { index, name, likeness: likenessOf, argument, shapes }: Moment,
  candidate: ValueCandidate,
  rows: Float64Array,
  row: number,
): void {
  const places = candidate.known?.occurrences ?? (candidate.occurrence ? [candidate.occurrence] : []);
  const first = places[0];
  const last = places[places.length - 1];
  let likeness = candidate.offered.likeness;
  let other = '';
  let before = 0;
  candidate.inUser = false;
  for (let at = Math.max(0, places.length - MOST_PLACES); at < places.length; at += 1) {
    const spot = places[at] as Occurrence;
    const letter = spot.slot[0];
    if (spot.message === index.lastUser.message) candidate.inUser = true;
    if (letter === 't' && spot.message === index.lastAssistant.message) {
      candidate.inAgent = true;
      rows[row + 23] = 1;
    }
    if (letter === 'a' && spot.name === name) rows[row + 30] = 1;
    if (spot.name !== other) {
      other = spot.name;
      likeness = Math.max(likeness, likenessOf(other));
    }
    if (letter === 'u') before = Math.max(before, argument?.before.get(spot.before) ?? 0);
  }
  candidate.inLast = last !== undefined && last.message >= index.messages - 1;
  rows[row + 12] = last ? Math.min(LONG_AGO, index.messages - last.message) : LONG_AGO;
  rows[row + 13] = candidate.inUser ? 1 : 0;
  rows[row + 14] = candidate.inLast ? 1 : 0;
  rows[row + 15] = first ? Math.min(LONG_AGO, index.messages - first.message) : LONG_AGO;
  rows[row + 16] = likeness;
  rows[row + 17] = shapes.get(shapeOfOffered(candidate.offered)) ?? 0;
  rows[row + 20] = before;
  rows[row + 22] = Math.log1p(places.length);
}

/** The shape of a text, told once a run. */
export const shapeOfOffered = (offered: Offered): string => (offered.shape ??= shapeOf(offered.text));

/** How much of a record the user has spoken of, in the last message and ever: which of a list is meant. */
function recordRelevance(index: RunIndex, record: number): { last: number; ever: number } {
  const known = index.relevance.get(record);
  if (known?.userMessages === index.userMessages) return known;
  const fields = recordWords(index, record);
  const told = {
    userMessages: index.userMessages,
    last: relevance(fields, index.lastUser.wordSet),
    ever: relevance(fields, index.userWords),
  };
  index.relevance.set(record, told);
  return told;
}

function relevance(fields: readonly string[][], words: ReadonlySet<string>): number {
  let best = 0;
  let total = 0;
  for (const field of fields) {
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
