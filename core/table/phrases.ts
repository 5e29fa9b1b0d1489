import type { Span } from './spans';
import { splitAtBlanks } from './tokens';
import { endsRun, hasLetter } from './words';

/** Words of one run, and of a run's part behind a joint. */
const LONGEST_RUN = 5;
const LONGEST_TAIL = 3;
/** Little words that may stand between two runs of one phrase: `plans for Hawaii`, `reset my password`. */
const MOST_JOINED = 2;

/**
 * What people search for, as whole phrases: runs of words between stop words and signs (kind `wr`), and two of them with
 * one or two stop words between (kind `wp`, with the second run's first word, first two, …). At most `limit`.
 */
export function phrasesOf(text: string, limit: number): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const clause of text.split(CLAUSE_END)) {
    const words = splitAtBlanks(clause);
    const kinds = words.map(kindOf);
    let left: { from: number; to: number } | undefined;
    for (let from = 0; from < words.length && spans.length < limit;) {
      if (kinds[from] !== 'content') {
        from += 1;
        continue;
      }
      let to = from + 1;
      while (kinds[to] === 'content') to += 1;
      if (to - from <= LONGEST_RUN) spans.push(spanOf('wr', words, from, to, at));
      if (left && left.to - left.from <= LONGEST_RUN && areJoined(kinds, left.to, from))
        for (let end = from + 1; end <= Math.min(to, from + LONGEST_TAIL); end += 1)
          spans.push(spanOf('wp', words, left.from, end, at));
      left = { from, to };
      from = to;
    }
    at += words.length;
  }
  return spans.slice(0, limit);
}

function spanOf(kind: string, words: readonly string[], from: number, to: number, at: number): Span {
  let text = words[from] as string;
  for (let next = from + 1; next < to; next += 1) text += ` ${words[next]}`;
  return { text, kind, before: from === 0 ? '' : (words[from - 1] as string).toLowerCase(), at: at + from };
}

function areJoined(kinds: readonly WordKind[], from: number, to: number): boolean {
  if (to - from > MOST_JOINED) return false;
  for (let at = from; at < to; at += 1) if (kinds[at] !== 'joint') return false;
  return true;
}

type WordKind = 'content' | 'joint' | 'sign';

const kindOf = (word: string): WordKind =>
  endsRun(word.toLowerCase()) ? 'joint' : hasLetter(word) ? 'content' : 'sign';

/** Signs that end a phrase; a point within a name (`notes.txt`) does not. */
const CLAUSE_END = /[.:]?(?:^|\s)['"“‘(]|['"”’)]?[,;!?)]+|['"”’)]?[.:]+(?=\s|$)|['"”’](?=\s|$)|\n/;
