/**
 * What features say to the choice of the next action, laid out in a row: a prediction asks for a hundred of them, which
 * stand side by side in memory rather than each by itself.
 */
export interface ActionWeights {
  /** Of each feature the number of its classes, then class, weight, class, weight, … */
  packed: Float64Array;
  /** Where a feature's begin. */
  placeOf: ReadonlyMap<string, number>;
  /**
   * The same for words, so that no name has to be put together to find them: by `spokenKind`, the word before (empty for
   * a stem), and the text.
   */
  spoken: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;
}

/** Lays out a model file's weights: by feature class, weight, class, weight, … */
export function actionWeights(weights: Readonly<Record<string, readonly number[]>>): ActionWeights {
  const rows = Object.entries(weights);
  const packed = new Float64Array(rows.reduce((total, [, row]) => total + row.length + 1, 0));
  const placeOf = new Map<string, number>();
  const spoken = new Map<string, Map<string, Map<string, number>>>();
  let place = 0;
  for (const [name, row] of rows) {
    packed[place] = row.length / 2;
    packed.set(row, place + 1);
    placeOf.set(name, place);
    const [, mark = '', rest = ''] = SPOKEN.exec(name) ?? [];
    if (mark !== '') {
      const space = rest.indexOf(' ');
      const isEvent = mark === 'x';
      const kind = spokenKind(mark, isEvent ? rest.slice(space + 1) : '');
      const before = isEvent || space < 0 ? '' : rest.slice(0, space);
      const text = isEvent ? rest.slice(0, space) : rest.slice(space + 1);
      const ofKind = spoken.get(kind) ?? new Map<string, Map<string, number>>();
      const behind = ofKind.get(before) ?? new Map<string, number>();
      spoken.set(kind, ofKind.set(before, behind.set(text, place)));
    }
    place += row.length + 1;
  }
  return { packed, placeOf, spoken };
}

/** Names of features that are words which somebody said; the others say how the run went. */
const SPOKEN = /^([v-z]) (.*)$/s;

export const isSpoken = (feature: string): boolean => SPOKEN.test(feature);

/** What words are told apart by: who said them and when, and for all that the user said, the event. */
export const spokenKind = (mark: string, event: string): string => (event === '' ? mark : `${mark} ${event}`);

/** Adds the weights that begin at a place to the classes' sums; none where there is no place. */
export function addWeights(sums: Float64Array, packed: Float64Array, place: number | undefined): void {
  if (place === undefined) return;
  const end = place + 2 * (packed[place] as number);
  for (let at = place + 1; at < end; at += 2) {
    const number = packed[at] as number;
    sums[number] = (sums[number] as number) + (packed[at + 1] as number);
  }
}
