import { fittingSlots, tallyOf } from './by-name';
import { argumentKey, readWords, type KnownValue, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { roomForRows, scoreRows, softmax, type ReadyForest } from './forest';
import { lastName } from './names';
import { sortByFalling } from './order';
import { habitShare, type ReadyArgument, type ReadySource } from './ready-model';
import { shapeOf } from './shape';
import { VALUE_WIDTH, valueRows } from './value-features';
import { offeredText, readNewest, viewOf, type Offered, type Support } from './views';

/** A value that an argument may take. */
export interface ValueCandidate extends Support {
  text: string;
  /** Where its best source has it. */
  occurrence?: Occurrence;
  known?: KnownValue;
  /** Filled with the features: its source's list, and what rankers of turns ask of it. */
  list?: { length: number; open: number; next: boolean };
  visited?: boolean;
  inUser?: boolean;
  inLast?: boolean;
  /** Filled by `spotsOf`. */
  spots?: readonly Occurrence[];
  /** The value as it is written in a call, told when first asked for. */
  json?: string;
  /** Probability that the argument takes it, given that the call is made. */
  probability: number;
}

const MOST_CANDIDATES = 14;

/** Texts offered for the argument at hand, in the order in which they first came; used within one call only. */
const found: Offered[] = [];
let gathering = 0;

/** Candidates for one argument, best guess of the sources first, at most 14. */
export function valueCandidates(
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
): ValueCandidate[] {
  gathering += 1;
  found.length = 0;
  if (argument) offerBySources(index, argument.sources);
  if (!argument || argument.count < THIN) offerByName(index, tool, path, argument);
  for (const [at, { text, share }] of (argument?.constants ?? []).entries()) {
    const offered = gathered(offeredText(index, text));
    offered.constant = share;
    offered.habit = argument ? habitShare(argument.habits, index.actor, at, share) : share;
    offered.quick += offered.habit;
  }
  const uses = index.uses.get(argumentKey(tool, path));
  const best: Offered[] = [];
  for (const offered of found) {
    const use = uses?.get(offered.text);
    if (use) offered.quick *= use.failed > 0 ? 0.15 : 0.35;
    offered.known ??= index.values.get(offered.text);
    const places = offered.known?.occurrences;
    const last = places ? (places[places.length - 1] as Occurrence).message : -1;
    offered.quick *= last >= index.lastUser.message ? 1.5 : 1;
    keepBest(best, offered);
  }
  found.length = 0;
  return best.map(candidateOf);
}

/** Keeps the list sorted, equal ones in the order in which they came. */
function keepBest(best: Offered[], offered: Offered): void {
  let at = best.length;
  while (at > 0 && offered.quick > (best[at - 1] as Offered).quick) at -= 1;
  if (at >= MOST_CANDIDATES) return;
  if (best.length === MOST_CANDIDATES) best.pop();
  best.push(offered);
  for (let place = best.length - 1; place > at; place -= 1) best[place] = best[place - 1] as Offered;
  best[at] = offered;
}

const candidateOf = (offered: Offered): ValueCandidate => ({
  text: offered.text,
  source: offered.source,
  occurrence: offered.place,
  known: offered.known,
  quick: offered.quick,
  sources: offered.sources,
  agreement: offered.agreement,
  constant: offered.constant,
  habit: offered.habit,
  likeness: offered.likeness,
  list: undefined,
  visited: undefined,
  inUser: undefined,
  inLast: undefined,
  spots: undefined,
  json: undefined,
  probability: 0,
});

function offerBySources(index: RunIndex, sources: readonly ReadySource[]): void {
  for (const source of sources) {
    if (index.unread.length > 0 && source.slot.startsWith('u:w')) readWords(index);
    const view = viewOf(index, source);
    if (!view) continue;
    readNewest(index, view);
    const { newest, newestPlaces } = view;
    for (let at = 0; at < newest.length; at += 1)
      offer(newest[at] as Offered, source, newestPlaces[at] as Occurrence);
  }
}

/** With fewer calls than this behind it, an argument's sources are sought by name and shape too. */
const THIN = 12;

function offerByName(index: RunIndex, tool: string, path: string, argument: ReadyArgument | undefined): void {
  const shapes = new Set(argument?.shapes.keys() ?? []);
  for (const place of index.slots.get(`a:${tool}:${path}`) ?? []) shapes.add(shapeOf(place.text));
  for (const { filled, likeness, fits } of fittingSlots(index, lastName(path), shapes)) {
    const share = 0.02 + 0.25 * likeness * (filled.letter === 'a' ? 1 : 0.7) + (fits ? 0.15 : 0);
    const source = { slot: filled.slot, via: '', hits: 0, trials: 0, share };
    const { offered, last, times } = tallyOf(index, filled);
    for (let at = 0; at < offered.length; at += 1) {
      const own = offered[at] as Offered;
      for (let time = 0; time < (times[at] as number); time += 1) offer(own, source, last[at] as Occurrence);
      own.likeness = Math.max(own.likeness, likeness);
    }
  }
}

function offer(offered: Offered, source: ReadySource, place: Occurrence): void {
  gathered(offered);
  offered.sources += 1;
  offered.agreement = 1 - (1 - offered.agreement) * (1 - Math.min(0.95, source.share));
  offered.quick += source.share;
  if (!offered.source || source.share > offered.source.share) {
    offered.source = source;
    offered.place = place;
  }
}

/** The text among those found for this argument, with nothing said of it yet if it is new. */
function gathered(offered: Offered): Offered {
  if (offered.gathering === gathering) return offered;
  offered.gathering = gathering;
  offered.quick = 0;
  offered.sources = 0;
  offered.agreement = 0;
  offered.constant = 0;
  offered.habit = 0;
  offered.likeness = 0;
  offered.source = undefined;
  offered.place = undefined;
  found.push(offered);
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
  forest: ReadyForest,
  index: RunIndex,
  tool: string,
  path: string,
  argument: ReadyArgument | undefined,
  scratch: { rows: Float64Array; scores: Float64Array },
): ValueCandidate[] {
  const candidates = valueCandidates(index, tool, path, argument);
  const count = valueRows(index, tool, path, argument, candidates, scratch.rows);
  scoreRows(forest, scratch.rows, VALUE_WIDTH, count, scratch.scores);
  softmax(scratch.scores, count);
  for (let at = 0; at < candidates.length; at += 1)
    (candidates[at] as ValueCandidate).probability = scratch.scores[at] as number;
  return sortByFalling(candidates, ({ probability }) => probability);
}

export const valueScratch = () => ({
  rows: new Float64Array(roomForRows(MOST_CANDIDATES + 1) * VALUE_WIDTH),
  scores: new Float64Array(roomForRows(MOST_CANDIDATES + 1)),
});
