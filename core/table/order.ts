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

/** The first `most` of a list by falling key, best first; equal ones keep their order. */
export function best<T>(list: readonly T[], most: number, key: (item: T) => number): T[] {
  const chosen: T[] = [];
  for (const item of list) {
    const itemKey = key(item);
    let at = chosen.length;
    while (at > 0 && key(chosen[at - 1] as T) < itemKey) at -= 1;
    if (at >= most) continue;
    if (chosen.length === most) chosen.pop();
    chosen.splice(at, 0, item);
  }
  return chosen;
}
