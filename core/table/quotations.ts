import { isBlank } from './tokens';

/** Whether there is any sign of quotation. */
export const mayHoldQuotations = (text: string): boolean => ANY_SIGN.test(text);

/**
 * What stands between signs of quotation, in order: 2 to 80 characters of one line, behind a blank, a bracket, a colon or
 * a comma, or at the beginning.
 */
export function quotationsIn(text: string): string[] {
  const found: string[] = [];
  const signs = SIGNS.filter(([opening]) => text.includes(opening));
  for (let from = 0; ;) {
    let begin = Infinity;
    let closing = '';
    for (const [opening, its] of signs) {
      const place = text.indexOf(opening, from);
      if (place < 0 || place >= begin) continue;
      begin = place;
      closing = its;
    }
    if (closing === '') break;
    const end = mayOpen(text, begin, from) ? text.indexOf(closing, begin + 1) : -1;
    from = begin + 1;
    const length = end - from;
    if (length < SHORTEST || length > LONGEST) continue;
    const quoted = text.slice(from, end);
    if (quoted.includes('\n')) continue;
    found.push(quoted.trim());
    from = end + 1;
  }
  return found;
}

const [SHORTEST, LONGEST] = [2, 80];
const ANY_SIGN = /['"“‘`]/;
const SIGNS = [
  ["'", "'"],
  ['"', '"'],
  ['“', '”'],
  ['‘', '’'],
  ['`', '`'],
] as const;

/** Whether a sign may open a quotation: not right behind the sign that closed the one before. */
function mayOpen(text: string, at: number, from: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return at > from && (before === 40 || before === 58 || before === 44 || isBlank(before));
}
