import type { Span } from './spans';
import { endsAt, isBlank, Tokens } from './tokens';
import { endsRun, hasLetter } from './words';

const LONGEST = 4;

/**
 * Words that stand together, without stop words, up to four at a time (kinds `w1` to `w4`): what people search for. At
 * most some `limit`.
 */
export function wordRunsOf(text: string, limit: number): Span[] {
  const spans: Span[] = [];
  const tokens = new Tokens(text);
  const run: string[] = [];
  let before = 0;
  let ended = false;
  for (let at = 0; spans.length < limit && tokens.next(); at += 1) {
    const { start, stop, from, to, plain } = tokens;
    const word = text.slice(from, to);
    if (ended || !areBlank(text, before, start)) run.length = 0;
    if (endsRun(plain ? word : word.toLowerCase()) || !hasLetter(word)) run.length = 0;
    else {
      run.push(word);
      let words = '';
      for (let length = 1; length <= Math.min(LONGEST, run.length); length += 1) {
        words = length === 1 ? word : `${run[run.length - length]} ${words}`;
        spans.push({ text: words, kind: KINDS[length] as string, before: '', at: at - length + 1 });
      }
    }
    before = stop;
    ended = !plain && (endsAt(text, stop) || endsAt(text, to));
  }
  return spans;
}

const KINDS = ['', 'w1', 'w2', 'w3', 'w4'];

function areBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}
