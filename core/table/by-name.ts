import { shapeOfSlot, type FilledSlot, type RunIndex } from './context';
import type { Occurrence } from './facts';
import { likenessTo } from './names';
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

const LEAST_ALIKE = 0.4;
/** Places of a slot that are looked at by name and shape, the last ones. */
const MOST_BY_NAME = 40;

/** The slots that fit an argument of this name and these shapes, in the order in which they were filled. */
export function fittingSlots(index: RunIndex, name: string, shapes: ReadonlySet<string>): FittingSlot[] {
  const { all, alike } = likenessesOf(index, name);
  const { byShape } = shapedSlots(index);
  const numbers = alike.slice();
  for (const shape of shapes)
    for (const number of byShape.get(shape) ?? [])
      if ((all[number] as number) < LEAST_ALIKE) numbers.push(number);
  numbers.sort((a, b) => a - b);
  return numbers.map((number) => {
    const filled = index.slotList[number] as FilledSlot;
    const shape = shapeOfSlot(filled);
    return { filled, likeness: all[number] as number, fits: shape !== 'prose' && shapes.has(shape) };
  });
}

function likenessesOf(index: RunIndex, name: string): Likenesses {
  const { byName } = index.views.named;
  const known = byName.get(name) ?? { all: [], alike: [] };
  byName.set(name, known);
  const likenessOf = likenessTo(name);
  for (let number = known.all.length; number < index.slotList.length; number += 1) {
    const own = index.slotList[number]?.places[0]?.name ?? '';
    const likeness = own === '' ? 0 : likenessOf(own);
    known.all.push(likeness);
    if (likeness >= LEAST_ALIKE) known.alike.push(number);
  }
  return known;
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
