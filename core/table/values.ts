import { argumentKey, readWords, type KnownValue, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { scoreRow, softmax, type ReadyForest } from './forest';
import { nameLikeness } from './names';
import type { ReadyArgument, ReadySource } from './ready-model';
import { shapeOf } from './shape';
import { transform } from './transforms';
import { VALUE_WIDTH, valueRows } from './value-features';

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
  /** Filled with the features: its source's list, and what rankers of turns ask of it. */
  list?: { length: number; open: number; next: boolean };
  visited?: boolean;
  inUser?: boolean;
  inLast?: boolean;
  /** Filled by `spotsOf`. */
  spots?: readonly Occurrence[];
  /** Probability that the argument takes it, given that the call is made. */
  probability: number;
}

const MOST_CANDIDATES = 14;
const MOST_PER_SLOT = 40;

/** Candidates for one argument, best guess of the sources first, at most 14. */
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
    if (index.unread.length > 0 && source.slot.startsWith('u:w')) readWords(index);
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
  const uses = index.uses.get(argumentKey(tool, path));
  for (const candidate of list) {
    const use = uses?.get(candidate.text);
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
  for (let at = 0; at < count; at += 1) scratch.scores[at] = scoreRow(forest, scratch.rows, at * VALUE_WIDTH);
  softmax(scratch.scores, count);
  for (const [at, candidate] of candidates.entries()) candidate.probability = scratch.scores[at] as number;
  return candidates.sort((a, b) => b.probability - a.probability);
}

export const valueScratch = () => ({
  rows: new Float64Array((MOST_CANDIDATES + 1) * VALUE_WIDTH),
  scores: new Float64Array(MOST_CANDIDATES + 1),
});
