import type { ArgumentModel, ToolModel } from '../../contracts/table-model';

/** Something by the tasks that had it. */
export type ByTask = Map<string, Set<string>>;

/** Notes that a task had it. */
export function noteTask(sets: ByTask, key: string, task: string): void {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set.add(task));
}

const MOST_NAMES = 60;
const MOST_WORDS = 250;
const MOST_REMEMBERED = 40;

/** What a tool's results speak of: all names of fields, and the words that stood in them in two tasks or more. */
export const vocabularyModel = (names: ByTask, words: ByTask): ToolModel['vocabulary'] => ({
  names: commonest(names, 1, MOST_NAMES),
  words: commonest(words, 2, MOST_WORDS),
});

const commonest = (sets: ByTask, least: number, most: number): string[] =>
  [...sets]
    .filter(([, tasks]) => tasks.size >= least)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([stem]) => stem);

/** Whether a text is made of several words, as people search for. */
export const isPhrase = (text: string): boolean => /\p{L}.* /u.test(text);

/** Texts of several words that runs of one task chose twice or more, for tasks that say the same words. */
export function rememberedModel(
  phrases: ReadonlyMap<string, ReadonlyMap<string, number>>,
  callsOf: ReadonlyMap<string, number>,
  constants: ReadonlySet<string>,
): Pick<ArgumentModel, 'remembered'> {
  const kept = new Map<string, [text: string, count: number, calls: number]>();
  for (const [task, texts] of phrases)
    for (const [text, count] of texts) {
      const calls = callsOf.get(task) ?? count;
      const before = kept.get(text);
      if (count >= 2 && !constants.has(text) && (!before || count / calls > before[1] / before[2]))
        kept.set(text, [text, count, calls]);
    }
  const remembered = [...kept.values()]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_REMEMBERED);
  return remembered.length > 0 ? { remembered } : {};
}
