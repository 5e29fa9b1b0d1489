import type { TableCounts } from '../../contracts/table-model';
import { keptLikeness, lastName, nameWords, type LikenessTo } from './names';
import { ISO_DAY } from './shape';

/** Arguments whose names end alike: how many there are, and each shape's share of their values. */
interface KinOfWord {
  voters: number;
  shapes: ReadonlyMap<string, number>;
}

/** What arguments of tools look like, by the last word of their names. */
export type Kin = ReadonlyMap<string, KinOfWord>;

/** Shapes that are rarer than this among an argument's kin are chance. */
const LEAST_SHARE = 0.05;

/** The shapes of all arguments whose names end alike, each argument's vote counting the same: `order_id`, `user_id`. */
export function kinOf(tools: TableCounts['tools']): Kin {
  const kin = new Map<string, { voters: number; shapes: Map<string, number> }>();
  for (const { arguments: byPath } of Object.values(tools))
    for (const [path, { count, shapes }] of Object.entries(byPath)) {
      const word = wordOf(path);
      if (word === undefined || count === 0) continue;
      const known = kin.get(word) ?? { voters: 0, shapes: new Map<string, number>() };
      kin.set(word, known);
      known.voters += 1;
      for (const [shape, times] of shapes)
        known.shapes.set(shape, (known.shapes.get(shape) ?? 0) + times / count);
    }
  return new Map(
    [...kin].map(([word, { voters, shapes }]) => {
      const shares = [...shapes].map(([shape, sum]) => [shape, sum / voters] as const);
      return [word, { voters, shapes: new Map(shares.filter(([, share]) => share >= LEAST_SHARE)) }];
    }),
  );
}

/** What is known of an argument that was never seen; nothing where no name ends like its own. */
export const kinShapes = (kin: Kin, path: string): ReadonlyMap<string, number> =>
  kin.get(wordOf(path) ?? '')?.shapes ?? NONE;

/** Arguments with such a name that have to agree, and how far, for others to count as written in that form. */
const LEAST_AGREED = 2;
const AGREED = 0.8;
/** Shapes that are forms of their own; ids differ from one kind of things to the next. */
const FORMS = new Set(['email', 'url', ISO_DAY]);

/** Whether all arguments whose names end like this one's are of one form, an email say, so that this one will be, too. */
export function isDecided(kin: Kin, path: string): boolean {
  const { voters = 0, shapes = NONE } = kin.get(wordOf(path) ?? '') ?? {};
  return voters >= LEAST_AGREED && [...shapes].some(([shape, share]) => share >= AGREED && FORMS.has(shape));
}

/** Arguments with such a name from which on its last word says little: any may be an `id`. */
const LEAST_COMMON = 3;
const COMMON_WEIGHT = 0.3;

const TOLD = new WeakMap<Kin, Map<string, LikenessTo>>();

/**
 * How alike names are to the name of an argument that was never seen, 0 to 1: as `nameLikeness`, but words with which the
 * names of many arguments end count less, so that `order_id` is like `orders`, not like any other `id`.
 */
export function kinLikeness(kin: Kin, name: string): LikenessTo {
  const ofKin = TOLD.get(kin) ?? new Map<string, LikenessTo>();
  TOLD.set(kin, ofKin);
  return keptLikeness(ofKin, name, (word) => (isCommon(kin, word) ? COMMON_WEIGHT : 1));
}

/** Whether a word ends the names of so many arguments that it says little by itself. */
export const isCommon = (kin: Kin, word: string): boolean => (kin.get(word)?.voters ?? 0) >= LEAST_COMMON;

const wordOf = (path: string): string | undefined => nameWords(lastName(path)).at(-1);

const NONE: ReadonlyMap<string, number> = new Map();
