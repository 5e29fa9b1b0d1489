import type { Span } from './spans';
import { endsRun } from './words';

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
    const words = clause.split(/\s+/).filter((word) => word !== '');
    let left: { from: number; to: number } | undefined;
    for (let from = 0; from < words.length && spans.length < limit;) {
      if (!isContent(words[from] as string)) {
        from += 1;
        continue;
      }
      let to = from + 1;
      while (to < words.length && isContent(words[to] as string)) to += 1;
      const add = (kind: string, begin: number, end: number): void => {
        const before = words[begin - 1]?.toLowerCase() ?? '';
        spans.push({ text: words.slice(begin, end).join(' '), kind, before, at: at + begin });
      };
      if (to - from <= LONGEST_RUN) add('wr', from, to);
      if (
        left &&
        from - left.to <= MOST_JOINED &&
        words.slice(left.to, from).every(isJoint) &&
        left.to - left.from <= LONGEST_RUN
      )
        for (let end = from + 1; end <= Math.min(to, from + LONGEST_TAIL); end += 1)
          add('wp', left.from, end);
      left = { from, to };
      from = to;
    }
    at += words.length;
  }
  return spans.slice(0, limit);
}

/** Signs that end a phrase; a point within a name (`notes.txt`) does not. */
const CLAUSE_END = /[.:]?(?:^|\s)['"“‘(]|['"”’)]?[,;!?)]+|['"”’)]?[.:]+(?=\s|$)|['"”’](?=\s|$)|\n/;

const isJoint = (word: string): boolean => endsRun(word.toLowerCase());
const isContent = (word: string): boolean => /\p{L}/u.test(word) && !endsRun(word.toLowerCase());
