/** Words of an identifier in lower case, without a plural's s: `paymentMethods` → payment, method. */
export function nameWords(name: string): string[] {
  const known = CACHE.get(name);
  if (known) return known;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) =>
      word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word,
    );
  if (CACHE.size > 5000) CACHE.clear();
  CACHE.set(name, words);
  return words;
}

const CACHE = new Map<string, string[]>();

/** A word without its commonest English endings, so that `scheduled`, `schedules` and `schedule` are one. */
export function stemOf(word: string): string {
  const known = STEMS.get(word);
  if (known !== undefined) return known;
  let stem = word;
  if (stem.length > 5 && stem.endsWith('ing')) stem = stem.slice(0, -3);
  else if (stem.length > 4 && stem.endsWith('ed')) stem = stem.slice(0, -2);
  else if (stem.length > 3 && stem.endsWith('s') && !stem.endsWith('ss')) stem = stem.slice(0, -1);
  if (stem.length > 4 && stem.endsWith('e')) stem = stem.slice(0, -1);
  if (STEMS.size > 20_000) STEMS.clear();
  STEMS.set(word, stem);
  return stem;
}

const STEMS = new Map<string, string>();

/** How alike two names are, 0 to 1: the share of their words that they have in common, each by its weight. */
export function nameLikeness(left: string, right: string, weightOf: (word: string) => number = ONE): number {
  if (left === right && left !== '') return 1;
  const a = nameWords(left);
  const b = nameWords(right);
  const sum = (words: readonly string[]): number => words.reduce((total, word) => total + weightOf(word), 0);
  const common = sum(a.filter((word) => b.includes(word)));
  return common === 0 ? 0 : ((2 * common) / (sum(b) + sum(a))) * 0.95;
}

const ONE = (): number => 1;

/** How alike names are to one name. */
export type LikenessTo = (other: string) => number;

/** How alike names are to one name, told once each: `likenessTo(name)(other)` is `nameLikeness(other, name)`. */
export const likenessTo = (name: string): LikenessTo => keptLikeness(LIKENESS, name, ONE);

/** The same by other weights of words; `kept` holds what was told by them. */
export function keptLikeness(
  kept: Map<string, LikenessTo>,
  name: string,
  weightOf: (word: string) => number,
): LikenessTo {
  const known = kept.get(name);
  if (known) return known;
  const told = new Map<string, number>();
  const likeness = (other: string): number => {
    const before = told.get(other);
    if (before !== undefined) return before;
    const now = nameLikeness(other, name, weightOf);
    if (told.size >= MOST_TOLD) told.clear();
    told.set(other, now);
    return now;
  };
  if (kept.size >= MOST_LIKENED) kept.clear();
  kept.set(name, likeness);
  return likeness;
}

const LIKENESS = new Map<string, LikenessTo>();
const MOST_LIKENED = 500;
const MOST_TOLD = 2000;

/** Last name on a path, without the brackets of a list. */
export function lastName(path: string): string {
  const known = LAST_NAMES.get(path);
  if (known !== undefined) return known;
  const name = path.replace(/\[\]$/, '').split('.').at(-1) ?? path;
  if (LAST_NAMES.size >= MOST_TOLD) LAST_NAMES.clear();
  LAST_NAMES.set(path, name);
  return name;
}

const LAST_NAMES = new Map<string, string>();
