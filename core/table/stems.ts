import { stemOf } from './names';
import { isStopWord } from './words';

/**
 * Stems of words that say something, each once, at most `most`: of each an empty text and the stem. With `paired`, also
 * the pairs of words that they end: the word before, and the word.
 */
export function stemsOf(words: readonly string[], most: number, paired: boolean): readonly string[] {
  const texts: string[] = [];
  const round = (rounds += 1);
  let count = 0;
  let previous = '';
  for (const word of words) {
    if (count >= most) break;
    const { stem, isSaid } = knownWord(word);
    if (isSaid) {
      if (stem.round !== round) {
        stem.round = round;
        count += 1;
        texts.push('', stem.text);
      }
      if (previous !== '' && paired) texts.push(previous, word);
    }
    previous = word;
  }
  return texts;
}

/** The stems (as `stemsOf` has them) and those of more words; the same list where these add none. */
export function withStemsOf(texts: readonly string[], words: readonly string[], most: number): readonly string[] {
  if (texts.length >= 2 * most) return texts;
  const known = new Set(texts).add('');
  const more = stemsOf(words, words.length, false).filter((stem) => !known.has(stem));
  return more.length === 0 ? texts : [...texts, ...more.flatMap((stem) => ['', stem])].slice(0, 2 * most);
}

/** What is known of a word. */
interface KnownWord {
  stem: { text: string; /** When it was met last. */ round: number };
  /** It is no stop word, or one that says what the user wants of the agent. */
  isSaid: boolean;
}

let rounds = 0;

/** Told once a process: the same words come again and again. */
const WORDS = new Map<string, KnownWord>();
const STEMS = new Map<string, KnownWord['stem']>();
const MOST_KNOWN = 20_000;

function knownWord(word: string): KnownWord {
  const before = WORDS.get(word);
  if (before) return before;
  if (WORDS.size >= MOST_KNOWN) {
    WORDS.clear();
    STEMS.clear();
  }
  const text = stemOf(word);
  const stem = STEMS.get(text) ?? { text, round: 0 };
  STEMS.set(text, stem);
  const known = { stem, isSaid: !isStopWord(word) || WISHES.has(word) };
  WORDS.set(word, known);
  return known;
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
