const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** A month, or what looks like one, beside a number. */
const MONTH_AND_DAY = new RegExp(
  `\\b(?:${MONTHS.join('|')})[a-z]{0,6}\\.? \\d|\\d(?:st|nd|rd|th)?(?: of)? (?:${MONTHS.join('|')})`,
  'i',
);
const DAY_FIRST = /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,?(?: (\d{4}))?\b/g;
const MONTH_FIRST = /\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?/g;
const SLASHED = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})(?=[T\s])/g;

/** A date in words or numbers, as `2024-05-20` (kind `day`), or as `05-20` (kind `md`) where no year is said. */
interface WrittenDate {
  text: string;
  kind: 'day' | 'md';
}

/** Whether there is anything like a date, with a hyphen of whatever kind. */
export const mayHoldDates = (text: string): boolean =>
  /\d/.test(text) &&
  (MONTH_AND_DAY.test(text) ||
    /\d\/\d\d?\/\d/.test(text) ||
    /\d\d[-\u2010-\u2012]\d\d[-\u2010-\u2012]\d/.test(text));

/** The dates that stand in a text: first those with a month in words, then those with slashes, then ISO's with a time. */
export function datesIn(text: string): WrittenDate[] {
  const found: WrittenDate[] = [];
  const add = (year: string | undefined, month: number, day: number): void => {
    if (month < 1 || month > 12 || day < 1 || day > 31) return;
    const monthDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    found.push(year ? { text: `${year}-${monthDay}`, kind: 'day' } : { text: monthDay, kind: 'md' });
  };
  if (MONTH_AND_DAY.test(text)) {
    for (const [, day, month, year] of text.matchAll(DAY_FIRST)) add(year, monthOf(month), Number(day));
    for (const [, month, day, year] of text.matchAll(MONTH_FIRST)) add(year, monthOf(month), Number(day));
  }
  if (text.includes('/'))
    for (const [, month, day, year] of text.matchAll(SLASHED)) add(year, Number(month), Number(day));
  if (text.includes('-'))
    for (const [, year, month, day] of text.matchAll(ISO)) add(year, Number(month), Number(day));
  return found;
}

const monthOf = (name: string | undefined): number =>
  MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
