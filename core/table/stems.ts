import { stemOf } from './names';
import { isStopWord, wordsOf } from './words';

/** A word that was said; equal words are one object as long as it is remembered. */
export interface SaidWord {
  readonly text: string;
  readonly stem: Stem;
  /** It is no stop word, or one that says what the user wants of the agent. */
  readonly counts: boolean;
}

interface Stem {
  readonly text: string;
  /** The list of stems that it was taken up in last. */
  list: number;
}

/** Words of a text, at most `limit`. */
export const saidWords = (text: string, limit: number): SaidWord[] => wordsOf(text, limit).map(saidWord);

/** The same words come again and again: looked up once a message, they need no looking up later. */
const WORDS = new Map<string, SaidWord>();
const STEMS = new Map<string, Stem>();
const MOST_KNOWN = 20_000;

function saidWord(text: string): SaidWord {
  const known = WORDS.get(text);
  if (known) return known;
  if (WORDS.size >= MOST_KNOWN) {
    WORDS.clear();
    STEMS.clear();
  }
  const stemmed = stemOf(text);
  const stem = STEMS.get(stemmed) ?? { text: stemmed, list: 0 };
  STEMS.set(stemmed, stem);
  const word = { text, stem, counts: !isStopWord(text) || WISHES.has(text) };
  WORDS.set(text, word);
  return word;
}

let lists = 0;

/**
 * Stems of the words that count, each once, at most `most`: of each an empty text and the stem. Between them stand the
 * pairs that such words end: the word before, and the word.
 */
export function stemsAndPairs(words: readonly SaidWord[], most: number): readonly string[] {
  const texts: string[] = [];
  const list = (lists += 1);
  let count = 0;
  let previous = '';
  for (const { text, stem, counts } of words) {
    if (count >= most) break;
    if (counts) {
      if (stem.list !== list) {
        stem.list = list;
        count += 1;
        texts.push('', stem.text);
      }
      if (previous !== '') texts.push(previous, text);
    }
    previous = text;
  }
  return texts;
}

/** Stems without pairs, in the same form, with those that words add; the same list where they add none. */
export function withStems(
  texts: readonly string[],
  words: readonly SaidWord[],
  most: number,
): readonly string[] {
  if (texts.length >= 2 * most) return texts;
  const more = new Set<string>();
  for (const { stem, counts } of words) if (counts) more.add(stem.text);
  for (const text of texts) more.delete(text);
  if (more.size === 0) return texts;
  return [...texts, ...[...more].flatMap((stem) => ['', stem])].slice(0, 2 * most);
}

/** Stop words that say what the user wants of the agent. */
const WISHES = new Set([
  'yes',
  'no',
  'not',
  'thank',
  'show',
  'find',
  'give',
  'get',
  'please',
  'how',
  'all',
  'any',
  'sure',
  'okay',
  'ok',
  'which',
  'when',
  'who',
  'what',
  'can',
]);
