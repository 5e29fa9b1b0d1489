/**
 * Ways in which an argument's text may be made from all values of a list: `sum`, their total, and `join:`, their texts
 * with what stands before, between and behind them (a line each in the rule's name).
 */
export const isListVia = (via: string): boolean => via === 'sum' || via.startsWith('join:');

/** What the values of a list make; undefined where they make nothing. */
export function listText(via: string, texts: readonly string[]): string | undefined {
  if (texts.length < 2) return undefined;
  if (via === 'sum') return totalOf(texts);
  const [before = '', between = '', behind = ''] = via.slice('join:'.length).split('\n');
  return `${before}${texts.join(between)}${behind}`;
}

/** How a wanted text follows from the values of a list; undefined where it does not. */
export function listViaOf(texts: readonly string[], wanted: string): string | undefined {
  const [first, second] = texts;
  if (first === undefined || second === undefined) return undefined;
  if (totalOf(texts) === wanted) return 'sum';
  const at = wanted.indexOf(first);
  const then = at < 0 ? -1 : wanted.indexOf(second, at + first.length);
  if (then < 0) return undefined;
  const between = wanted.slice(at + first.length, then);
  const joined = texts.join(between);
  if (!wanted.startsWith(joined, at)) return undefined;
  const parts = [wanted.slice(0, at), between, wanted.slice(at + joined.length)];
  const short = parts.every((part) => part.length <= MOST_AROUND && !part.includes('\n'));
  return short ? `join:${parts.join('\n')}` : undefined;
}

/** Characters before, between and behind joined values. */
const MOST_AROUND = 12;
const NUMBER = /^-?\d+(\.\d+)?$/;

function totalOf(texts: readonly string[]): string | undefined {
  let total = 0;
  for (const text of texts) {
    if (!NUMBER.test(text)) return undefined;
    total += Number(text);
  }
  return String(Math.round(total * 100) / 100);
}
