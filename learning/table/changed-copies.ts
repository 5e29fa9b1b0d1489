import type { KnownValue, RunIndex } from '../../core/table/context';
import { partsOf } from '../../core/table/wraps';
import { daysAround, fixedTransforms, viaOf } from '../../core/table/transforms';

/** A text of the run from which a transformation makes another one. */
export interface ChangedCopy {
  from: KnownValue;
  via: string;
}

/** What the fixed transformations make of a run's texts, extended by what is new. */
interface Made {
  /** Each text's place among the run's texts. */
  places: Map<string, number>;
  byText: Map<string, KnownValue[]>;
  next: Iterator<KnownValue>;
}

const MADE = new WeakMap<RunIndex, Made>();
/** Texts of a run that are looked at, the first ones, and their length. */
const MOST_COMPARED = 4001;
const LONGEST = 120;

/** The run's texts from which `viaOf` makes the text, in the order in which they first stood there. */
export function changedCopies(index: RunIndex, text: string): ChangedCopy[] {
  const { places, byText } = read(index);
  const candidates = new Set(byText.get(text));
  // A prefix, and a year, are whatever the wanted text has.
  for (const length of [text.length - 1, text.length - 2, YEARLESS]) {
    const from = length > 0 ? index.values.get(text.slice(text.length - length)) : undefined;
    if (from) candidates.add(from);
  }
  for (const days of daysAround(text)) {
    const from = index.values.get(days);
    if (from) candidates.add(from);
  }
  for (const part of partsOf(text)) {
    const from = index.values.get(part);
    if (from) candidates.add(from);
  }
  const placeOf = ({ text: from }: KnownValue): number => places.get(from) ?? Infinity;
  return [...candidates]
    .filter((from) => from.text !== text && placeOf(from) < Infinity)
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((from) => {
      const via = viaOf(from.text, text, index.year);
      return via ? [{ from, via }] : [];
    });
}

/** Length of a day without its year. */
const YEARLESS = 5;

function read(index: RunIndex): Made {
  const made = MADE.get(index) ?? {
    places: new Map<string, number>(),
    byText: new Map<string, KnownValue[]>(),
    next: index.values.values(),
  };
  MADE.set(index, made);
  const { places, byText, next } = made;
  // Never asked beyond the end, the iterator goes on with what is added later.
  let place = places.size;
  for (; place < Math.min(MOST_COMPARED, index.values.size); place += 1) {
    const from = (next.next() as IteratorYieldResult<KnownValue>).value;
    places.set(from.text, from.text.length > LONGEST ? Infinity : place);
    if (from.text.length > LONGEST) continue;
    for (const text of new Set(fixedTransforms(from.text))) {
      const list = byText.get(text);
      if (list) list.push(from);
      else byText.set(text, [from]);
    }
  }
  return made;
}
