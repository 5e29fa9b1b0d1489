import { shapeOf } from './shape';

/** A piece of text that may be handed on as an argument. */
export interface Span {
  text: string;
  /** What kind of piece: `quote`, a shape, `w1` to `w4` (words that stand together), `day` (a date, written as ISO). */
  kind: string;
  /** The word before it, in lower case; empty at the beginning. */
  before: string;
  /** Number of the token at which it begins. */
  at: number;
}

const TOKEN = /[^\s,;!?()[\]{}"“”<>|*`]+/g;
const QUOTE =
  /(?:^|[\s(:,])(?:'([^'\n]{2,80})'|"([^"\n]{2,80})"|“([^”\n]{2,80})”|‘([^’\n]{2,80})’|`([^`\n]{2,80})`)/g;
const EDGES = /^['‘’.:=]+|['‘’.:=]+$/g;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const STOP = new Set(
  `a an the and or but if of to in on at by for from with as is are was were be been am do does did have has had i me my
  we our you your he she it its they them their this that these those there here what which who whom whose when where why
  how can could will would shall should may might must please not no yes so just also any all some want need like let know
  get give tell show find help then than too very into about up out over again more most only own same each other been
  i'm i'd i've it's that's hi hello hey thanks thank sure okay ok`.split(/\s+/),
);

/**
 * Pieces of a text that an argument may copy, in order of their places: quotations, tokens that look like codes, names
 * or numbers, dates, and (`words`) runs of up to four words without stop words. At most `limit`.
 */
export function spansOf(text: string, options: { words: boolean; limit: number }): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(QUOTE)) {
    const quoted = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').trim();
    if (quoted) spans.push({ text: quoted, kind: 'quote', before: '', at: 0 });
    if (spans.length >= options.limit) return spans;
  }
  const run: string[] = [];
  let before = '';
  let end = 0;
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (spans.length >= options.limit) break;
    const raw = match[0];
    const token = raw.replace(EDGES, '').replace(/['’]s$/, '');
    if (token === '') continue;
    const gap = text.slice(end, match.index);
    end = match.index + raw.length;
    if (/[^\s]/.test(gap) || /[.:]$/.test(before)) run.length = 0;
    addToken(spans, token, before, gap, at);
    if (options.words) addWords(spans, run, token, at);
    at += 1;
    before = /[.:]$/.test(raw) ? `${token.toLowerCase()}${raw.at(-1)}` : token.toLowerCase();
  }
  addDates(spans, text);
  return spans;
}

function addToken(spans: Span[], token: string, before: string, gap: string, at: number): void {
  const left = before.replace(/[.:]$/, '');
  if (/[\p{N}@_/#]/u.test(token) || /^\p{Lu}/u.test(token) || /\.\p{L}{2,4}(\/|$)/u.test(token)) {
    if (!(STOP.has(token.toLowerCase()) && token.length < 5)) {
      spans.push({ text: token, kind: shapeOf(token), before: left, at });
      const money = /^[$€£](\d[\d,]*(\.\d+)?)$/.exec(token);
      if (money?.[1]) spans.push({ text: money[1].replaceAll(',', ''), kind: 'money', before: left, at });
      const previous = spans.at(-2);
      if (
        gap === ' ' &&
        previous?.kind === 'Aa' &&
        /^\p{Lu}\p{Ll}/u.test(token) &&
        left === previous.text.toLowerCase()
      )
        spans.push({ text: `${previous.text} ${token}`, kind: 'Aa Aa', before: previous.before, at: at - 1 });
    }
  }
}

/** Words that stand together, without stop words: what people search for. */
function addWords(spans: Span[], run: string[], token: string, at: number): void {
  if (STOP.has(token.toLowerCase()) || !/\p{L}/u.test(token)) {
    run.length = 0;
    return;
  }
  run.push(token);
  for (let length = 1; length <= Math.min(4, run.length); length += 1)
    spans.push({ text: run.slice(-length).join(' '), kind: `w${length}`, before: '', at: at - length + 1 });
}

const DAY_FIRST = /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,?(?: (\d{4}))?\b/g;
const MONTH_FIRST = /\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?/g;
const SLASHED = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})(?=[T\s])/g;

/** Dates in words, as `2024-05-20`, or as `05-20` (kind `md`) where no year is said. */
function addDates(spans: Span[], text: string): void {
  if (!/\d/.test(text)) return;
  const add = (year: string | undefined, month: number, day: number): void => {
    if (month < 1 || month > 12 || day < 1 || day > 31) return;
    const monthDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    spans.push({
      text: year ? `${year}-${monthDay}` : monthDay,
      kind: year ? 'day' : 'md',
      before: '',
      at: 0,
    });
  };
  const monthOf = (name: string | undefined): number =>
    MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
  for (const [, day, month, year] of text.matchAll(DAY_FIRST)) add(year, monthOf(month), Number(day));
  for (const [, month, day, year] of text.matchAll(MONTH_FIRST)) add(year, monthOf(month), Number(day));
  for (const [, month, day, year] of text.matchAll(SLASHED)) add(year, Number(month), Number(day));
  for (const [, year, month, day] of text.matchAll(ISO)) add(year, Number(month), Number(day));
}

/** Words of a text in lower case and in the singular, of letters and digits, at most `limit`. */
export function wordsOf(text: string, limit: number): string[] {
  const words: string[] = [];
  for (const match of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(singular(match[0]));
    if (words.length >= limit) break;
  }
  return words;
}

/** A word without a plural's s, as far as spelling tells. */
export const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;

export const isStopWord = (word: string): boolean => STOP.has(word);
