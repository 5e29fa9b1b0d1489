import { constantsOf, rememberedOf, viewsOf } from './argument-views';
import { fittingSlots, slotsForUnknown, tallyOf } from './by-name';
import { argumentKey, readWords, type KnownValue, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { scoreRows, softmax } from './forest';
import { kinLikeness, kinShapes, type Kin } from './kin';
import { lastName } from './names';
import { sortByFalling } from './order';
import type { ReadyArgument, ReadyModel, ReadySource } from './ready-model';
import { shapeOf } from './shape';
import { shapeOfOffered, VALUE_WIDTH, valueRows, type SourceList } from './value-features';
import { readNewest, type Offered, type View } from './views';

/** A value that an argument may take. */
export interface ValueCandidate {
  text: string;
  /** What the sources say of it. The next argument's candidates overwrite it: for `valueRows` only. */
  offered: Offered;
  /** Best source that gives it, absent for a constant; and where that has it. */
  source?: ReadySource;
  occurrence?: Occurrence;
  known?: KnownValue;
  /** Filled with the features: its source's list, whether it is next in it, and what rankers of turns ask of it. */
  list?: SourceList;
  next: boolean;
  visited: boolean;
  inUser: boolean;
  inLast: boolean;
  inAgent: boolean;
  /** Filled by `spotsOf`. */
  spots?: readonly Occurrence[];
  /** The value as it is written in a call, told when first asked for. */
  json?: string;
  /** Probability that the argument takes it, given that the call is made. */
  probability: number;
}

/** Candidates for one argument. */
export const MOST_CANDIDATES = 14;
/** What makes a text more likely, or less: it was said lately, the argument took it before, and that failed. */
const NEW = 1.5;
const TAKEN = 0.35;
const FAILED = 0.15;
/** What a shape is worth that the argument never took; one that a third of its values have counts in full. */
const STRANGE = 0.05;
const COMMON = 3;

/** Candidates of which the sources say less than this share of what they say of the best one are not ranked. */
const LEAST_OF_BEST = 0.05;

/** Candidates for one argument, best guess of the sources first, at most `most`. */
export function valueCandidates(
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  { kin, registries }: Pick<ReadyModel, 'kin' | 'registries'>,
  most = MOST_CANDIDATES,
): ValueCandidate[] {
  const { found } = index.views;
  index.views.gathering += 1;
  const gathering: Gathering = { number: index.views.gathering, found, count: 0 };
  if (argument) offerBySources(gathering, index, argument);
  if (!argument || argument.count < THIN || registries.length > 0)
    offerByName(gathering, index, tool, path, argument, kin);
  if (argument) offerConstants(gathering, index, argument);
  const uses = index.uses.get(argumentKey(tool, path));
  const best: Offered[] = [];
  for (let at = 0; at < gathering.count; at += 1) {
    const offered = found[at] as Offered;
    // Whatever is said of it below, it does not come among the best.
    if (offered.quick * NEW <= leastOf(best, most)) continue;
    const use = uses?.get(offered.text);
    if (use) offered.quick *= use.failed > 0 ? FAILED : TAKEN;
    offered.known ??= index.values.get(offered.text);
    const places = offered.known?.occurrences;
    const last = places ? (places[places.length - 1] as Occurrence).message : -1;
    offered.quick *= last >= index.lastUser.message ? NEW : 1;
    if (offered.quick <= leastOf(best, most)) continue;
    if (argument && offered.source) offered.quick *= shapeFit(argument, offered);
    keepBest(best, offered, most);
  }
  const least = (best[0]?.quick ?? 0) * LEAST_OF_BEST;
  while (best.length > 0 && (best[best.length - 1] as Offered).quick < least) best.pop();
  return best.map(candidateOf);
}

/** Texts offered for the argument at hand, in the order in which they first came: the first `count` of `found`. */
interface Gathering {
  number: number;
  found: Offered[];
  count: number;
}

const leastOf = (best: readonly Offered[], most: number): number =>
  best.length < most ? -1 : (best[most - 1] as Offered).quick;

/** How well a text's shape suits the argument, up to 1; little is known of what was seldom filled. */
function shapeFit({ shapes, count }: ReadyArgument, offered: Offered): number {
  const share = shapes.get(shapeOfOffered(offered)) ?? 0;
  return Math.min(1, STRANGE + 1 / (2 + count) + COMMON * share);
}

/** Keeps the list sorted, equal ones in the order in which they came. */
function keepBest(best: Offered[], offered: Offered, most: number): void {
  let at = best.length;
  while (at > 0 && offered.quick > (best[at - 1] as Offered).quick) at -= 1;
  if (at >= most) return;
  if (best.length === most) best.pop();
  best.push(offered);
  for (let place = best.length - 1; place > at; place -= 1) best[place] = best[place - 1] as Offered;
  best[at] = offered;
}

const candidateOf = (offered: Offered): ValueCandidate => ({
  text: offered.text,
  offered,
  source: offered.source,
  occurrence: offered.place,
  known: offered.known,
  list: undefined,
  next: false,
  visited: false,
  inUser: false,
  inLast: false,
  inAgent: false,
  spots: undefined,
  json: undefined,
  probability: 0,
});

function offerBySources(gathering: Gathering, index: RunIndex, argument: ReadyArgument): void {
  if (index.unread.length > 0 && argument.sources.some(({ slot }) => slot.startsWith('u:w')))
    readWords(index);
  for (const { source, view } of viewsOf(index, argument)) {
    readNewest(index, view);
    const { newest, newestPlaces } = view;
    for (let at = 0; at < newest.length; at += 1)
      offer(gathering, newest[at] as Offered, source, view, newestPlaces[at] as Occurrence);
  }
}

/** Texts that calls had in several tasks, and those that a task made of words that the user says now. */
function offerConstants(gathering: Gathering, index: RunIndex, argument: ReadyArgument): void {
  for (const { offered, share, habit } of constantsOf(index, argument)) {
    gathered(gathering, offered);
    offered.constant = share;
    offered.habit = habit;
    offered.quick += habit;
  }
  if (argument.remembered.length === 0) return;
  for (const { offered, share } of rememberedOf(index, argument)) {
    gathered(gathering, offered);
    offered.remembered = Math.max(offered.remembered, share);
    offered.quick += share;
  }
}

/**
 * With fewer calls than this behind it, an argument's sources are sought by name and shape too; and so they are where the
 * tool is known from runs with other tools beside it, whose results do not stand here.
 */
const THIN = 12;

function offerByName(
  gathering: Gathering,
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  kin: Kin,
): void {
  const shapes = new Set(argument?.shapes.keys() ?? []);
  for (const place of index.slots.get(`a:${tool}:${path}`) ?? []) shapes.add(shapeOf(place.text));
  // Nobody has seen a value of it: whatever the user has named may be one.
  const unknown = shapes.size === 0;
  if (unknown) for (const shape of kinShapes(kin, path).keys()) shapes.add(shape);
  const name = lastName(path);
  const likenessOf = unknown ? kinLikeness(kin, name) : undefined;
  const slots = unknown ? slotsForUnknown(index, kin, path, shapes) : fittingSlots(index, name, shapes);
  for (const { filled, likeness: byName, fits } of slots) {
    const sourceBy = (likeness: number): ReadySource => {
      const share = 0.02 + 0.25 * likeness * (filled.letter === 'a' ? 1 : 0.7) + (fits ? 0.15 : 0);
      return { slot: filled.slot, via: '', hits: 0, trials: 0, share, aliases: undefined };
    };
    const bySlot = sourceBy(byName);
    const { offered, last, times } = tallyOf(index, filled);
    for (let at = 0; at < offered.length; at += 1) {
      const own = offered[at] as Offered;
      // `order W12`: the word before a thing may name it.
      const byWord = filled.letter === 'u' ? (likenessOf?.((last[at] as Occurrence).before) ?? 0) : 0;
      const likeness = Math.max(byName, byWord);
      const source = byWord > byName ? sourceBy(byWord) : bySlot;
      for (let time = 0; time < (times[at] as number); time += 1)
        offer(gathering, own, source, undefined, last[at] as Occurrence);
      own.likeness = Math.max(own.likeness, likeness);
    }
  }
}

function offer(
  gathering: Gathering,
  offered: Offered,
  source: ReadySource,
  view: View | undefined,
  place: Occurrence,
): void {
  gathered(gathering, offered);
  offered.sources += 1;
  offered.agreement = 1 - (1 - offered.agreement) * (1 - Math.min(0.95, source.share));
  // One of a few texts says more than one of many.
  offered.quick += view ? source.share / Math.sqrt(view.newest.length) : source.share;
  if (!offered.source || source.share > offered.source.share) {
    offered.source = source;
    offered.view = view;
    offered.place = place;
  }
}

/** The text among those found for this argument, with nothing said of it yet if it is new. */
function gathered(gathering: Gathering, offered: Offered): Offered {
  if (offered.gathering === gathering.number) return offered;
  offered.gathering = gathering.number;
  offered.quick = 0;
  offered.sources = 0;
  offered.agreement = 0;
  offered.constant = 0;
  offered.habit = 0;
  offered.likeness = 0;
  offered.remembered = 0;
  offered.source = undefined;
  offered.view = undefined;
  offered.place = undefined;
  gathering.found[gathering.count] = offered;
  gathering.count += 1;
  return offered;
}

/** Places of a value that count for pairs, the last eight. */
export function spotsOf(
  candidate: Pick<ValueCandidate, 'known' | 'spots' | 'occurrence'>,
): readonly Occurrence[] {
  candidate.spots ??=
    candidate.known?.occurrences.slice(-8) ?? (candidate.occurrence ? [candidate.occurrence] : []);
  return candidate.spots;
}

/** Gives the candidates their probabilities, best first; what is left to 1 is "none of these". */
export function rankValues(
  model: Pick<ReadyModel, 'values' | 'heard' | 'kin' | 'registries'>,
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  scratch: { rows: Float64Array; scores: Float64Array },
  most?: number,
): ValueCandidate[] {
  const candidates = valueCandidates(index, tool, path, argument, model, most);
  const count = valueRows(index, tool, path, argument, candidates, scratch.rows, model);
  scoreRows(model.values, scratch.rows, VALUE_WIDTH, count, scratch.scores);
  softmax(scratch.scores, count);
  for (let at = 0; at < candidates.length; at += 1)
    (candidates[at] as ValueCandidate).probability = scratch.scores[at] as number;
  return sortByFalling(candidates, ({ probability }) => probability);
}

export const valueScratch = () => ({
  rows: new Float64Array((MOST_CANDIDATES + 1) * VALUE_WIDTH),
  scores: new Float64Array(MOST_CANDIDATES + 1),
});
