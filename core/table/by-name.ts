import { isCode, shapeOfSlot, type FilledSlot, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { isCommon, isDecided, kinLikeness, type Kin } from './kin';
import { lastName, likenessTo, nameWords } from './names';
import type { Likenesses, NamedSlots, Tally } from './named-slots';
import { offeredText, type Offered } from './views';

/** A slot whose name or content fits an argument. */
export interface FittingSlot {
  filled: FilledSlot;
  /** How alike its name is to the argument's. */
  likeness: number;
  /** Whether it holds a shape that the argument is known to take. */
  fits: boolean;
}

const QUOTED = 'u:quote';
const LEAST_ALIKE = 0.4;
/** Places of a slot that are looked at by name and shape, the last ones. */
const MOST_BY_NAME = 40;

/** The slots that fit an argument of this name and these shapes, in the order in which they were filled. */
export function fittingSlots(index: RunIndex, name: string, shapes: ReadonlySet<string>): FittingSlot[] {
  const likenesses = likenessesOf(index, name, likenessTo(name), ({ places }) => places[0]?.name ?? '');
  return inOrder(index, likenesses, shapes, numbersOf(index, likenesses, shapes));
}

/**
 * The same for an argument of which nobody has seen a value: `shapes` are those of its kin; whatever names a thing in
 * what the user said may fit, and where its kin all look alike nothing else does.
 */
export function slotsForUnknown(
  index: RunIndex,
  kin: Kin,
  path: string,
  shapes: ReadonlySet<string>,
): FittingSlot[] {
  const name = lastName(path);
  const likenesses = likenessesOf(index, `? ${name}`, kinLikeness(kin, name), (slot) => ownName(kin, slot));
  const numbers = numbersOf(index, likenesses, shapes);
  for (const { number, slot, letter } of index.slotList)
    if (letter === 'u' && namesAThing(slot) && !numbers.includes(number)) numbers.push(number);
  const slots = inOrder(index, likenesses, shapes, numbers);
  return isDecided(kin, path) ? slots.filter(({ fits }) => fits) : slots;
}

/** Codes and quotations; small numbers count and order things, or are parts of dates. */
const namesAThing = (slot: string): boolean =>
  slot === QUOTED || (isCode(slot) && slot !== 'u:9:1' && slot !== 'u:9:2');

function numbersOf(index: RunIndex, { all, alike }: Likenesses, shapes: ReadonlySet<string>): number[] {
  const { byShape } = shapedSlots(index);
  const numbers = alike.slice();
  for (const shape of shapes)
    for (const number of byShape.get(shape) ?? [])
      if ((all[number] as number) < LEAST_ALIKE) numbers.push(number);
  return numbers;
}

function inOrder(
  index: RunIndex,
  { all }: Likenesses,
  shapes: ReadonlySet<string>,
  numbers: number[],
): FittingSlot[] {
  numbers.sort((a, b) => a - b);
  return numbers.map((number) => {
    const filled = index.slotList[number] as FilledSlot;
    const shape = shapeOfSlot(filled);
    return { filled, likeness: all[number] as number, fits: shape !== 'prose' && shapes.has(shape) };
  });
}

function likenessesOf(
  index: RunIndex,
  key: string,
  likenessOf: (name: string) => number,
  nameOf: (filled: FilledSlot) => string,
): Likenesses {
  const { byName } = index.views.named;
  const known = byName.get(key) ?? { all: [], alike: [] };
  byName.set(key, known);
  for (let number = known.all.length; number < index.slotList.length; number += 1) {
    const own = nameOf(index.slotList[number] as FilledSlot);
    const likeness = own === '' ? 0 : likenessOf(own);
    known.all.push(likeness);
    if (likeness >= LEAST_ALIKE) known.alike.push(number);
  }
  return known;
}

/**
 * What a slot is called. What a tool returns without a name is called like the tool, without its verb (`find_user_id`),
 * and a field whose name says little by itself like what it belongs to: `orders[].id`.
 */
function ownName(kin: Kin, { slot, letter, places }: FilledSlot): string {
  const name = places[0]?.name ?? '';
  if (letter !== 'r' || !nameWords(name).every((word) => isCommon(kin, word))) return name;
  const [, tool = '', ...path] = slot.split(':');
  const steps = path.join(':').replaceAll('[]', '').split('.').slice(0, -1);
  const owner = steps.findLast((step) => step !== '' && !step.startsWith('*'));
  const parent = owner ?? nameWords(tool).slice(1).join('_');
  return name === '' ? parent : `${parent}_${name}`;
}

function shapedSlots(index: RunIndex): NamedSlots {
  const { named } = index.views;
  for (; named.shaped < index.slotList.length; named.shaped += 1) {
    const shape = shapeOfSlot(index.slotList[named.shaped] as FilledSlot);
    if (shape === 'prose') continue;
    const numbers = named.byShape.get(shape);
    if (numbers) numbers.push(named.shaped);
    else named.byShape.set(shape, [named.shaped]);
  }
  return named;
}

/** What a slot's last places hold. */
export function tallyOf(index: RunIndex, { number, places }: FilledSlot): Tally {
  const { tallies } = index.views.named;
  const known = tallies[number];
  if (known?.places === places.length) return known;
  const tally: Tally = { places: places.length, offered: [], last: [], times: [] };
  const at = new Map<Offered, number>();
  for (let place = places.length - 1; place >= Math.max(0, places.length - MOST_BY_NAME); place -= 1) {
    const spot = places[place] as Occurrence;
    const offered = offeredText(index, spot.text);
    const before = at.get(offered);
    if (before !== undefined) {
      tally.times[before] = (tally.times[before] as number) + 1;
      continue;
    }
    at.set(offered, tally.offered.length);
    tally.offered.push(offered);
    tally.last.push(spot);
    tally.times.push(1);
  }
  tallies[number] = tally;
  return tally;
}
