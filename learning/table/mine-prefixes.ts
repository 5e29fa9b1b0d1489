/** Texts that an argument has had, and how often each. */
type Texts = ReadonlyMap<string, number>;

const LEAST_CALLS = 8;
const LEAST_VALUES = 4;
const LEAST_LENGTH = 2;
/** Share of an argument's values from which on a beginning is no stranger to it. */
const MOST_FOREIGN = 0.05;

/** What all of an argument's values begin with, where they go on differently: `HAT` of HAT004, HAT172, … */
export function prefixOf(texts: Texts): string | undefined {
  const [first, ...others] = texts.keys();
  if (first === undefined || others.length + 1 < LEAST_VALUES || total(texts) < LEAST_CALLS) return undefined;
  let length = first.length;
  for (const text of others) {
    length = Math.min(length, text.length - 1);
    while (length > 0 && !text.startsWith(first.slice(0, length))) length -= 1;
  }
  const prefix = first.slice(0, length).replace(/\d+$/, '');
  return prefix.length >= LEAST_LENGTH ? prefix : undefined;
}

/** Those beginnings that other arguments' values have and this one's do not. */
export function foreignPrefixes(texts: Texts, prefixes: readonly string[]): string[] {
  const all = total(texts);
  if (all < LEAST_CALLS) return [];
  return prefixes.filter((prefix) => {
    let own = 0;
    for (const [text, count] of texts) if (text.startsWith(prefix)) own += count;
    return own <= all * MOST_FOREIGN;
  });
}

const total = (texts: Texts): number => {
  let sum = 0;
  for (const count of texts.values()) sum += count;
  return sum;
};
