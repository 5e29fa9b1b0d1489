import { resultKind, type Occurrence, type ResultKind } from './facts';
import type { Leaf } from './flatten';
import type { TableCall, TableMessage } from './message';
import { ISO_DAY, shapeOf } from './shape';
import { saidSince } from './spoken';
import type { SaidWord } from './stems';
import { ToldMessage, type ToldCall } from './told-message';
import { noViews, type Offered, type Views } from './views';

/** A call that was made, and how it ended. */
export interface MadeCall {
  tool: string;
  call: TableCall;
  text: string;
  /** What it was handed. */
  leaves: readonly Leaf[];
  message: number;
  /** Calls in its turn. */
  turnSize: number;
  outcome: ResultKind | 'open';
}

/** All places where one text stands. */
export interface KnownValue {
  text: string;
  occurrences: Occurrence[];
  /** What is offered of it, once anything is. */
  offered: Offered | undefined;
  /** Times that any call used it. */
  used: number;
}

export interface Use {
  count: number;
  failed: number;
  message: number;
}

/** A kind of place that the run has filled, in the order in which they were first filled. */
export interface FilledSlot {
  /** Its place among them. */
  number: number;
  slot: string;
  /** Its first letter. */
  letter: string;
  /** Shape of what it holds, told when first asked for (`shapeOfSlot`). */
  shape: string | undefined;
  places: readonly Occurrence[];
}

/** What a run has said so far, indexed for prediction. Belongs to one context at a time. */
export interface RunIndex {
  /** The model that acts, where that is known. */
  actor?: string | undefined;
  messages: number;
  slots: Map<string, Occurrence[]>;
  slotList: FilledSlot[];
  views: Views;
  values: Map<string, KnownValue>;
  records: Map<number, Occurrence[]>;
  /** Words of a record's fields, told when first asked for. */
  recordWords: Map<number, string[][]>;
  /** How much of a record the user has spoken of, lately and ever, as of so many messages of theirs. */
  relevance: Map<number, { userMessages: number; last: number; ever: number }>;
  /** What the user said, as far as its runs of words are not in `slots` yet. */
  unread: ToldMessage[];
  /** All words that the user said, and the stems that count (`saidSince`). */
  userWords: Set<string>;
  saidStems: readonly string[];
  calls: MadeCall[];
  /** Those that nothing has answered, the oldest first. */
  open: MadeCall[];
  callCounts: Map<string, number>;
  /** Calls that were made, by `madeKey`. */
  madeKeys: Set<string>;
  toolCounts: Map<string, number>;
  /** By argument (`argumentKey`), then by text. */
  uses: Map<string, Map<string, Use>>;
  /** What happened, newest last: `U` the user spoke, `A` the agent spoke, or a tool's name and how it answered. */
  events: string[];
  /** Follow-ups in this run: by event, how often each tool came next. */
  followed: Map<string, Map<string, number>>;
  userMessages: number;
  /** Words of what the user said first. */
  firstUserWords: readonly SaidWord[];
  lastUser: { message: number; words: readonly SaidWord[]; wordSet: ReadonlySet<string>; kinds: string[] };
  lastAssistant: { message: number; words: readonly SaidWord[] };
  /** Names with their codes, as the run itself has shown them. */
  aliases: Map<string, string[]>;
  /** Ids, numbers and dates that the user said, by their texts. */
  userPieces: Map<string, { kind: string; known: KnownValue }>;
  /** How many of them the last result repeats, those that it was asked by left out. */
  matches: number;
  /** What the last result says of the state of things: short words in its fields, and how long its lists are. */
  lastResult: readonly string[];
  turns: number;
  callTurns: number;
  multiTurns: number;
  years: Map<string, number>;
  /** The year that most full dates of the run name. */
  year?: string;
}

/** A run so far. Immutable to the caller: extending one context twice gives two independent ones. */
export interface RunContext {
  readonly actor?: string | undefined;
  readonly length: number;
  readonly parent?: RunContext;
  /** The last message, absent before the first. */
  readonly told?: ToldMessage;
  /** With the newest context of a line; an older one builds its own when it is asked. */
  index?: RunIndex;
}

/** A run that has not begun; `actor` is the model that acts in it, as traces name it. */
export const emptyContext = (actor?: string): RunContext => ({ length: 0, actor });

/** The run with one message more. */
export function extend(context: RunContext, message: TableMessage): RunContext {
  const index = indexOf(context);
  (context as { index?: RunIndex }).index = undefined;
  const told = new ToldMessage(message, index.messages);
  fold(index, told);
  return { length: context.length + 1, actor: context.actor, parent: context, told, index };
}

/** What the run has said, indexed. Not to be changed by the caller. */
export function indexOf(context: RunContext): RunIndex {
  if (context.index) return context.index;
  const line: ToldMessage[] = [];
  for (let node: RunContext | undefined = context; node?.told; node = node.parent) line.push(node.told);
  const index = { ...emptyIndex(), actor: context.actor };
  for (const told of line.reverse()) fold(index, told);
  (context as { index?: RunIndex }).index = index;
  return index;
}

const emptyIndex = (): RunIndex => ({
  messages: 0,
  slots: new Map(),
  slotList: [],
  views: noViews(),
  values: new Map(),
  records: new Map(),
  recordWords: new Map(),
  relevance: new Map(),
  unread: [],
  userWords: new Set(),
  saidStems: [],
  calls: [],
  open: [],
  callCounts: new Map(),
  madeKeys: new Set(),
  toolCounts: new Map(),
  uses: new Map(),
  events: [],
  followed: new Map(),
  userMessages: 0,
  firstUserWords: [],
  lastUser: { message: -1, words: [], wordSet: new Set(), kinds: [] },
  lastAssistant: { message: -1, words: [] },
  aliases: new Map(),
  userPieces: new Map(),
  matches: 0,
  lastResult: [],
  turns: 0,
  callTurns: 0,
  multiTurns: 0,
  years: new Map(),
});

function fold(index: RunIndex, told: ToldMessage): void {
  const { role } = told.message;
  if (role === 'tool') foldResult(index, told);
  else if (role === 'assistant') foldTurn(index, told);
  else {
    addAliases(index, told);
    add(index, told.pieces);
    if (role === 'user') foldUser(index, told);
  }
  index.messages += 1;
}

function foldUser(index: RunIndex, told: ToldMessage): void {
  const { words, wordSet } = told;
  for (const { text, slot } of told.pieces) {
    const known = index.values.get(text);
    if (known && isCode(slot)) index.userPieces.set(text, { kind: slot.slice(2), known });
  }
  index.lastUser = { message: told.at, words, wordSet, kinds: kindsOf(told.pieces) };
  if (index.userMessages === 0) index.firstUserWords = words;
  for (const { text } of words) index.userWords.add(text);
  index.saidStems = saidSince(index.saidStems, words);
  index.unread.push(told);
  index.userMessages += 1;
  index.events.push('U');
}

function foldTurn(index: RunIndex, told: ToldMessage): void {
  const { message, at, calls } = told;
  index.turns += 1;
  if (message.text) {
    add(index, told.pieces);
    addAliases(index, told);
    index.lastAssistant = { message: at, words: told.words };
  }
  const before = index.events.at(-1) ?? '';
  if (calls.length === 0) {
    index.events.push('A');
    return;
  }
  index.callTurns += 1;
  if (calls.length > 1) index.multiTurns += 1;
  for (const made of calls) foldCall(index, made, { at, turnSize: calls.length, before });
}

function foldCall(
  index: RunIndex,
  { call, text, leaves, key, values }: ToldCall,
  { at, turnSize, before }: { at: number; turnSize: number; before: string },
): void {
  const { tool } = call;
  const made: MadeCall = { tool, call, text, leaves, message: at, turnSize, outcome: 'open' };
  index.calls.push(made);
  index.open.push(made);
  bump(index.callCounts, text);
  bump(index.toolCounts, tool);
  bump(mapOf(index.followed, before), tool);
  add(index, values);
  if (key !== undefined) index.madeKeys.add(key);
  for (const leaf of leaves) {
    const ofArgument = mapOf(index.uses, argumentKey(tool, leaf.path));
    const use = ofArgument.get(leaf.text);
    if (use) {
      use.count += 1;
      use.message = at;
    } else ofArgument.set(leaf.text, { count: 1, failed: 0, message: at });
    const known = index.values.get(leaf.text);
    if (known) known.used += 1;
  }
}

function foldResult(index: RunIndex, told: ToldMessage): void {
  const { message } = told;
  const made = answeredBy(index, message.callId);
  const kind = resultKind(message);
  const tool = made?.tool ?? '?';
  if (made) {
    made.outcome = kind;
    index.open.splice(index.open.indexOf(made), 1);
    if (kind !== 'ok')
      for (const leaf of made.leaves) {
        const use = index.uses.get(argumentKey(tool, leaf.path))?.get(leaf.text);
        if (use) use.failed += 1;
      }
  }
  index.events.push(`${tool}:${kind}`);
  const occurrences = told.resultOf(tool);
  index.lastResult = told.statesOf(tool);
  add(index, occurrences);
  index.matches = matchesOf(index, made);
}

/** The open call that a result answers. */
const answeredBy = ({ open }: RunIndex, callId = ''): MadeCall | undefined =>
  (callId === '' ? undefined : open.find(({ call }) => call.id === callId)) ?? open[0];

/** Distinct things that the user said and the last message repeats, beyond what its call was handed. */
function matchesOf({ userPieces, messages }: RunIndex, made: MadeCall | undefined): number {
  let count = 0;
  for (const { known } of userPieces.values())
    if (known.occurrences.at(-1)?.message === messages && !wasHanded(made, known.text)) count += 1;
  return count;
}

const wasHanded = (made: MadeCall | undefined, text: string): boolean =>
  made?.leaves.some((leaf) => leaf.text === text) ?? false;

/** Kinds of pieces that name a thing, rather than say something. */
export const isCode = (slot: string): boolean =>
  /[9xX@]/.test(slot) || slot === 'u:email' || slot === 'u:day';

/** Runs of words are many and seldom asked for: they are told apart when somebody asks. */
export function readWords(index: RunIndex): void {
  for (const told of index.unread) add(index, told.runs);
  index.unread = [];
}

function add(index: RunIndex, occurrences: readonly Occurrence[]): void {
  let record = -1;
  let ofRecord: Occurrence[] = [];
  for (const occurrence of occurrences) {
    addToSlot(index, occurrence);
    const { text } = occurrence;
    if (occurrence.slot.startsWith('r')) {
      // The fields of a record mostly come one after the other.
      if (occurrence.record !== record) {
        record = occurrence.record;
        ofRecord = listOf(index.records, record);
      }
      ofRecord.push(occurrence);
    }
    const known = index.values.get(text);
    if (known) known.occurrences.push(occurrence);
    else index.values.set(text, { text, occurrences: [occurrence], offered: undefined, used: 0 });
    const year = text.startsWith('20') ? YEAR.exec(text)?.[1] : undefined;
    if (year) {
      bump(index.years, year);
      if ((index.years.get(year) ?? 0) > (index.years.get(index.year ?? '') ?? 0)) index.year = year;
    }
  }
}

function addAliases(index: RunIndex, { aliases }: ToldMessage): void {
  for (const [name, code] of aliases) {
    const codes = index.aliases.get(name);
    if (!codes) index.aliases.set(name, [code]);
    else if (!codes.includes(code)) codes.push(code);
  }
}

const YEAR = /^(20\d\d)-\d\d-\d\d/;

function addToSlot(index: RunIndex, occurrence: Occurrence): void {
  const { slot } = occurrence;
  const places = index.slots.get(slot);
  if (places) {
    places.push(occurrence);
    return;
  }
  const first = [occurrence];
  const letter = slot[0] ?? '';
  index.slots.set(slot, first);
  index.slotList.push({ number: index.slotList.length, slot, letter, shape: undefined, places: first });
}

/** Shape of what a slot holds: of its first value, or its own for pieces of text. */
export function shapeOfSlot(filled: FilledSlot): string {
  return (filled.shape ??= tellShape(filled));
}

function tellShape({ slot, letter, places }: FilledSlot): string {
  if (letter === 'r' || letter === 'a') return shapeOf(places[0]?.text ?? '');
  // Dates in words are offered as ISO days.
  if (letter === 'u' || letter === 't') return slot.endsWith(':day') ? ISO_DAY : slot.slice(2);
  return slot.slice(slot.lastIndexOf(':', slot.endsWith(':') ? -2 : undefined) + 1);
}

/** Kinds of a text's pieces, without bare words and names. */
function kindsOf(pieces: readonly Occurrence[]): string[] {
  const kinds = new Set<string>();
  for (const { slot } of pieces) {
    const kind = slot.slice(2);
    if (!/^(w\d|Aa|Aa Aa|a|prose)$/.test(kind)) kinds.add(kind);
  }
  return [...kinds].slice(0, 12);
}

/** Key of `uses`. */
export const argumentKey = (tool: string, path: string): string => `${tool}\n${path}`;

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mapOf<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const known = maps.get(key);
  if (known) return known;
  const map = new Map<L, V>();
  maps.set(key, map);
  return map;
}

function listOf<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key);
  if (known) return known;
  const list: V[] = [];
  lists.set(key, list);
  return list;
}
