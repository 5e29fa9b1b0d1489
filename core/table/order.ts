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
