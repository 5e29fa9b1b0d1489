/** Sorts a short list in place by falling key; equal ones keep their order. */
export function sortByFalling<T>(list: T[], key: (item: T) => number): T[] {
  for (let from = 1; from < list.length; from += 1) {
    const item = list[from] as T;
    const itemKey = key(item);
    let at = from;
    for (; at > 0 && key(list[at - 1] as T) < itemKey; at -= 1) list[at] = list[at - 1] as T;
    list[at] = item;
  }
  return list;
}

/** Sorts a short list of texts in place, as `sort` does. */
export function sortTexts(list: string[]): string[] {
  for (let from = 1; from < list.length; from += 1) {
    const text = list[from] as string;
    let at = from;
    for (; at > 0 && (list[at - 1] as string) > text; at -= 1) list[at] = list[at - 1] as string;
    list[at] = text;
  }
  return list;
}

/** Places of the highest keys, at most `most`, best first, of those that may be chosen; equal ones in their order. */
export function bestPlaces(
  keys: readonly number[],
  most: number,
  mayBe: (place: number) => boolean = ANY,
): number[] {
  const chosen: number[] = [];
  if (most <= 0) return chosen;
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place] as number;
    let at = chosen.length;
    if (at >= most && !((keys[chosen[at - 1] as number] as number) < key)) continue;
    if (!mayBe(place)) continue;
    while (at > 0 && (keys[chosen[at - 1] as number] as number) < key) at -= 1;
    if (at >= most) continue;
    if (chosen.length === most) chosen.pop();
    chosen.splice(at, 0, place);
  }
  return chosen;
}

const ANY = (): boolean => true;
