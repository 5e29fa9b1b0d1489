import { stemOf } from './names';
import { hasLetter, isStopWord, wordsOf } from './words';

/** In how many tasks users said a stem; those of one task alone are left out. */
export interface Heard {
  tasks: number;
  counts: ReadonlyMap<string, number>;
}

/**
 * How rare the words of a text are among what users say: from 0 (stop words, and what every task says) to 1 (nobody, or
 * one task); of its commonest word and on average; and how many words it has.
 */
export interface Rarity {
  commonest: number;
  mean: number;
  words: number;
  /** By whom it was told. */
  heard: Heard;
}

const MOST_WORDS = 12;

/** What was told lately: the same values are ranked turn after turn. */
const TOLD = new WeakMap<Heard, Map<string, Rarity>>();
const MOST_TOLD = 20_000;

/** What people search for are the words that are theirs, not those of every request. -1 where there are no words. */
export function rarityOf(heard: Heard, text: string): Rarity {
  let told = TOLD.get(heard);
  if (!told || told.size >= MOST_TOLD) {
    told = new Map<string, Rarity>();
    TOLD.set(heard, told);
  }
  const known = told.get(text);
  if (known) return known;
  const rarity = newRarity(heard, text);
  told.set(text, rarity);
  return rarity;
}

function newRarity(heard: Heard, text: string): Rarity {
  const { tasks, counts } = heard;
  const nothing = { commonest: -1, mean: -1, words: 0, heard };
  if (tasks === 0 || !hasLetter(text)) return nothing;
  const words = wordsOf(text, MOST_WORDS);
  if (words.length === 0) return nothing;
  const inAll = Math.log(1 + tasks);
  let [commonest, sum] = [1, 0];
  for (const word of words) {
    const rarity = isStopWord(word) ? 0 : 1 - Math.log(1 + (counts.get(stemOf(word)) ?? 0)) / inAll;
    commonest = Math.min(commonest, rarity);
    sum += rarity;
  }
  return { commonest, mean: sum / words.length, words: words.length, heard };
}
