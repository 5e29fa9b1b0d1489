import { addWeights } from './action-weights';
import { argumentKey, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { Room } from './room';
import { spokenNames, spokenOf, sumsOf } from './spoken';
import type { ToolList } from './tool-list';

/** Actions that are no tool. */
export const ASK = '<ask>';
export const FINAL = '<final>';

/** What the context says to the choice of the next action, as names of features. */
export function actionFeatures(index: RunIndex): string[] {
  const { course, kinds } = courseOf(index);
  return [...course, ...spokenOf(index).flatMap(spokenNames), ...kinds];
}

/** How the run went, as names of features: its events and calls, and kinds of things in what was said. */
function courseOf(index: RunIndex): { course: string[]; kinds: string[] } {
  const { events } = index;
  const e1 = events.at(-1) ?? '^';
  const e2 = events.at(-2) ?? '^';
  const e3 = events.at(-3) ?? '^';
  const e4 = events.at(-4) ?? '^';
  const spoken = e1 === 'U';
  const features = ['1', `a ${e1}`, `b ${e2} ${e1}`, `c ${e3} ${e2} ${e1}`, `d ${e4} ${e3} ${e2} ${e1}`];
  const made = index.calls;
  const k1 = made.at(-1)?.tool ?? '^';
  const k2 = made.at(-2)?.tool ?? '^';
  features.push(`k ${k1} ${spoken ? 'U' : ''}`, `l ${k2} ${k1} ${spoken ? 'U' : ''}`);
  for (const tool of index.toolCounts.keys()) features.push(`s ${tool} ${spoken ? 'U' : ''}`);
  if (index.actor !== undefined) features.push(`p ${index.actor}`, `q ${index.actor} ${e1}`);
  features.push(`n ${Math.min(4, index.userMessages)} ${Math.min(3, made.length)}`);
  features.push(`m ${index.multiTurns > 0 ? 1 : 0} ${e1}`);
  if (!spoken) features.push(`r ${e1} ${sinceUser(index)}`);
  const mark = spoken ? 'U' : '';
  const walked = progress(index);
  const named = openKinds(index);
  if (walked !== undefined) features.push(`g ${walked} ${mark}`);
  if (!spoken) {
    features.push(`j ${e1} ${Math.min(2, index.matches)}`);
    features.push(...index.lastResult);
  }
  for (const kind of named) features.push(`o ${kind} ${mark}`);
  if (index.actor !== undefined) for (const kind of named) features.push(`O ${index.actor} ${kind} ${mark}`);
  const kinds = index.lastUser.kinds.map((kind) => `${spoken ? 'h' : 'i'} ${kind}`);
  if (spoken && index.lastUser.words.length < 8) kinds.push('short');
  return { course: features, kinds };
}

/**
 * How far the list is walked from which the last call took an argument: its tool, and elements that were never asked
 * for, at most 3; undefined where it took none from a list.
 */
function progress(index: RunIndex): string | undefined {
  const last = index.calls.at(-1);
  if (!last) return undefined;
  for (const leaf of last.leaves) {
    const place = index.values.get(leaf.text)?.occurrences.findLast(({ slot }) => isInList(slot));
    if (!place) continue;
    const uses = index.uses.get(argumentKey(last.tool, leaf.path));
    const elements = index.slots.get(place.slot) ?? [];
    const open = new Set<string>();
    for (let at = elements.length - 1; at >= Math.max(0, elements.length - MOST_WALKED); at -= 1) {
      const { text, message } = elements[at] as Occurrence;
      if (message === place.message && !uses?.has(text)) open.add(text);
      if (open.size === MOST_OPEN) break;
    }
    return `${last.tool} ${open.size}`;
  }
  return undefined;
}

const isInList = (slot: string): boolean => slot[0] === 'r' && slot.includes('[]');

/** Kinds of the things that the user has named and no call has asked for. */
function openKinds(index: RunIndex): Set<string> {
  const kinds = new Set<string>();
  for (const { kind, known } of index.userPieces.values()) {
    if (kinds.size >= MOST_KINDS) break;
    if (known.used === 0) kinds.add(kind);
  }
  return kinds;
}

const MOST_KINDS = 8;

/** Elements of a list that are looked at, the last ones. */
const MOST_WALKED = 40;
/** More elements that are open are as this many. */
const MOST_OPEN = 3;

/** Calls since the user spoke, at most 6. */
export function sinceUser(index: RunIndex): number {
  let count = 0;
  for (
    let at = index.calls.length - 1;
    at >= 0 && (index.calls[at]?.message ?? 0) > index.lastUser.message;
    at -= 1
  )
    count += 1;
  return Math.min(6, count);
}

/** Log-probabilities of what the agent can do, in the order of `ToolList`. Good until the next are asked for. */
export interface ActionScores {
  all: Float64Array;
  /** By the run's course alone, without any word. */
  course: Float64Array;
}

/** Room for sums by class, and for scores. */
const ROOMS = { course: new Room(), spoken: new Room(), all: new Room(), plain: new Room() };

/**
 * Log-probabilities of what the agent can do, by all features and by the run's course alone, without the words; the
 * model's own weights for the actions that it knows, its prior for others, whose names may lead by so much.
 */
export function actionScores(list: ToolList, index: RunIndex, leadOf: (at: number) => number): ActionScores {
  const { model, classes, open } = list;
  const { priors } = model;
  const { packed, placeOf } = model.weights;
  const course = ROOMS.course.of(priors.length + 1);
  const spoken = ROOMS.spoken.of(priors.length + 1);
  const told = courseOf(index);
  for (const name of told.course) addWeights(course, packed, placeOf.get(name));
  for (const name of told.kinds) addWeights(course, packed, placeOf.get(name));
  for (const said of spokenOf(index)) {
    const sums = sumsOf(list, said);
    for (let at = 0; at < open.length; at += 1) {
      const action = open[at] as number;
      spoken[action] = (spoken[action] as number) + (sums[at] as number);
    }
  }
  const all = ROOMS.all.of(classes.length);
  const plain = ROOMS.plain.of(classes.length);
  for (let at = 0; at < classes.length; at += 1) {
    const known = classes[at] as number;
    const score = known < 0 ? leadOf(at) - 3 : (course[known] as number) + (priors[known] as number);
    plain[at] = score;
    all[at] = score + (known < 0 ? 0 : (spoken[known] as number));
  }
  logShares(all, classes.length);
  logShares(plain, classes.length);
  return { all, course: plain };
}

/** In place: the first scores to logarithms of shares that sum to 1. */
function logShares(scores: Float64Array, count: number): void {
  let top = -Infinity;
  for (let at = 0; at < count; at += 1) top = Math.max(top, scores[at] as number);
  let total = 0;
  for (let at = 0; at < count; at += 1) total += Math.exp((scores[at] as number) - top);
  const norm = top + Math.log(total);
  for (let at = 0; at < count; at += 1) scores[at] = (scores[at] as number) - norm;
}

/** Recent events, longest first: the keys under which follow-ups are counted. */
export function sequenceKeys(index: RunIndex): string[] {
  const { events } = index;
  const [e1, e2, e3] = [events.at(-1) ?? '^', events.at(-2) ?? '^', events.at(-3) ?? '^'];
  return [`${e3} ${e2} ${e1}`, `${e2} ${e1}`, e1, ''];
}

/** What came after events like the last ones. Good until the next is asked for. */
export interface Followed {
  /** By class of what the agent can do, its share after the longest sequence that was seen, each backing off to the shorter one. */
  shares: Float64Array;
  /** How often that sequence was seen; and by how many events it is shorter than the longest, -1 where none was seen. */
  evidence: number;
  shorter: number;
}

const SHARES = new Room();

export function followedBy({ model, open }: ToolList, index: RunIndex): Followed {
  const shares = SHARES.of(model.priors.length + 1);
  const followed = { shares, evidence: 0, shorter: -1 };
  const keys = sequenceKeys(index);
  for (let shorter = keys.length - 1; shorter >= 0; shorter -= 1) {
    const row = model.sequences.get(keys[shorter] as string);
    if (!row) continue;
    const { total, counts } = row;
    for (const action of open) shares[action] = 4 * (shares[action] as number);
    for (let at = 0; at < counts.length; at += 2) {
      const action = counts[at] as number;
      shares[action] = (shares[action] as number) + (counts[at + 1] as number);
    }
    for (const action of open) shares[action] = (shares[action] as number) / (total + 4);
    followed.evidence = total;
    followed.shorter = shorter;
  }
  return followed;
}
