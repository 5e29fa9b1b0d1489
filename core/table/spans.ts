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

const QUOTE =
  /(?:^|[\s(:,])(?:'([^'\n]{2,80})'|"([^"\n]{2,80})"|“([^”\n]{2,80})”|‘([^’\n]{2,80})’|`([^`\n]{2,80})`)/g;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const STOP = new Set(
  `a an the and or but if of to in on at by for from with as is are was were be been am do does did have has had i me my
  we our you your he she it its they them their this that these those there here what which who whom whose when where why
  how can could will would shall should may might must please not no yes so just also any all some want need like let know
  get give tell show find help then than too very into about up out over again more most only own same each other been
  i'm i'd i've it's that's hi hello hey thanks thank sure okay ok`.split(/\s+/),
);

/** Words that lead to what is named, or come after it, and are no part of the name: `reunion going to happen`. */
const LINKS = new Set(
  `according actually based before between called concerning containing contains currently during following going
  happen happening happens including instead involving named particular perform really recently regarding related
  resulting saying specifically stating through titled together towards under upcoming using via whose within
  without`.split(/\s+/),
);

/**
 * Pieces of a text that an argument may copy, in order of their places: quotations, tokens that look like codes, names
 * or numbers, dates, and (`words`) runs of up to four words without stop words. At most `limit`.
 */
export function spansOf(written: string, options: { words: boolean; limit: number }): Span[] {
  const text = ANY_HYPHEN.test(written) ? written.replace(HYPHENS, '-') : written;
  const spans: Span[] = [];
  if (ANY_QUOTE.test(text))
    for (const match of text.matchAll(QUOTE)) {
      const quoted = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').trim();
      if (quoted) spans.push({ text: quoted, kind: 'quote', before: '', at: 0 });
      if (spans.length >= options.limit) return spans;
    }
  const run: string[] = [];
  const { length } = text;
  /** The token before, and whether it ended a sentence or a label. */
  let previous = '';
  let previousEnds = false;
  let end = 0;
  let at = 0;
  for (let start = 0; start < length && spans.length < options.limit;) {
    if (isBreak(text.charCodeAt(start))) {
      start += 1;
      continue;
    }
    let stop = start + 1;
    let plain = isLowerOrDash(text.charCodeAt(start));
    for (; stop < length; stop += 1) {
      const code = text.charCodeAt(stop);
      if (isBreak(code)) break;
      if (plain && !isLowerOrDash(code)) plain = false;
    }
    // Words in lower case say nothing by themselves.
    const raw = text.slice(start, stop);
    const token = plain ? raw : withoutEdges(raw);
    if (token !== '') {
      if (options.words && (previousEnds || !isBlank(text, end, start))) run.length = 0;
      if (!plain) {
        const near = start - end === 1 && text.charCodeAt(end) === 32;
        const first = at === 0 || previousEnds || endsSentence(text, end, start);
        addToken(spans, token, previous, { near, first, at });
      }
      if (options.words) addWords(spans, run, token, at);
      end = stop;
      at += 1;
      const ends = !plain && isEnd(raw);
      previousEnds = ends || (!plain && isEnd(token));
      previous = previousEnds && !ends ? token.slice(0, -1) : token;
    }
    start = stop;
  }
  addDates(spans, text);
  return spans;
}

/** Hyphens as typographers write them: `2024‑05‑20` is a date all the same. */
const ANY_HYPHEN = /[\u2010-\u2012]/;
const HYPHENS = /[\u2010-\u2012]/g;
const ANY_QUOTE = /['"“‘`]/;

/** Characters that end a token: blanks, `,;!?()[]{}"“”<>|*`, the back tick, long dashes, points in a row and arrows. */
function isBreak(code: number): boolean {
  if (code < 128) return BREAKS[code] === 1;
  return code > 159 ? WIDE_BREAKS.has(code) || isWideBlank(code) : false;
}

/** `–`, `—`, `“`, `”`, `•`, `…`, `→`. */
const WIDE_BREAKS = new Set([0x2013, 0x2014, 0x201c, 0x201d, 0x2022, 0x2026, 0x2192]);

const BREAKS = new Uint8Array(128);
for (const sign of ' \t\n\v\f\r,;!?()[]{}"<>|*`') BREAKS[sign.charCodeAt(0)] = 1;

/** Blanks beyond ASCII, as `\s` has them. */
const isWideBlank = (code: number): boolean =>
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000 ||
  code === 0xfeff;

const isLowerOrDash = (code: number): boolean => (code >= 97 && code <= 122) || code === 45;

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!(code === 32 || (code >= 9 && code <= 13) || (code > 127 && isWideBlank(code)))) return false;
  }
  return true;
}

/** A token without the signs at its edges (`'‘’.:=`), and without the s that says whose something is. */
function withoutEdges(raw: string): string {
  let from = 0;
  let to = raw.length;
  while (from < to && isEdge(raw.charCodeAt(from))) from += 1;
  while (to > from && isEdge(raw.charCodeAt(to - 1))) to -= 1;
  if (to - from > 1 && raw.charCodeAt(to - 1) === LETTER_S && isApostrophe(raw.charCodeAt(to - 2))) to -= 2;
  return raw.slice(from, to);
}

const [LETTER_S, POINT, COLON, EQUALS] = [115, 46, 58, 61];
const isApostrophe = (code: number): boolean => code === 39 || code === 0x2019;
const isEdge = (code: number): boolean =>
  isApostrophe(code) || code === 0x2018 || code === POINT || code === COLON || code === EQUALS;

/** Whether a token ends a sentence or a label. */
function isEnd(token: string): boolean {
  const last = token.charCodeAt(token.length - 1);
  return last === POINT || last === COLON;
}

/** `before` is the token before, as it stands; `near` where one blank lies between, `first` where a sentence begins. */
function addToken(
  spans: Span[],
  token: string,
  before: string,
  { near, first, at }: { near: boolean; first: boolean; at: number },
): void {
  if (!mayBeCopied(token)) return;
  if (token.length < 5 && STOP.has(token.toLowerCase())) return;
  const left = before.toLowerCase();
  const shape = shapeOf(token);
  spans.push({ text: token, kind: first && shape === NAME ? FIRST_WORD : shape, before: left, at });
  const money = token.length > 1 ? MONEY.exec(token) : undefined;
  if (money?.[1]) spans.push({ text: money[1].replaceAll(',', ''), kind: 'money', before: left, at });
  const previous = spans.at(-2);
  const afterName = previous?.kind === NAME || previous?.kind === FIRST_WORD;
  if (near && afterName && CAPITALIZED.test(token) && left === previous.text.toLowerCase())
    spans.push({ text: `${previous.text} ${token}`, kind: 'Aa Aa', before: previous.before, at: at - 1 });
}

/** Whether a token looks like a code, a name or a host: it has a digit or one of `@_/#`, begins with a capital, or ends in `.com`. */
function mayBeCopied(token: string): boolean {
  const first = token.charCodeAt(0);
  if (first >= 65 && first <= 90) return true;
  let hasPoint = false;
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at);
    if (code > 127) return SIGN.test(token) || CAPITAL.test(token) || HOST_END.test(token);
    if (SIGNS[code] === 1) return true;
    if (code === POINT) hasPoint = true;
  }
  return hasPoint && HOST_END.test(token);
}

const NAME = 'Aa';
/** A capitalised word at the beginning of a sentence: seldom a name. */
const FIRST_WORD = 'Aa.';

/** Whether a sentence or a line ends between two tokens. */
function endsSentence(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 33 || code === 63) return true;
  }
  return false;
}

const SIGN = /[\p{N}@_/#]/u;
const CAPITAL = /^\p{Lu}/u;
const HOST_END = /\.\p{L}{2,4}(\/|$)/u;
/** `SIGN` within ASCII. */
const SIGNS = new Uint8Array(128);
for (const sign of '0123456789@_/#') SIGNS[sign.charCodeAt(0)] = 1;
const CAPITALIZED = /^\p{Lu}\p{Ll}/u;
const MONEY = /^[$€£](\d[\d,]*(\.\d+)?)$/;

/** Words that stand together, without stop words: what people search for. */
function addWords(spans: Span[], run: string[], token: string, at: number): void {
  if (endsRun(token.toLowerCase()) || !/\p{L}/u.test(token)) {
    run.length = 0;
    return;
  }
  run.push(token);
  for (let length = 1; length <= Math.min(4, run.length); length += 1)
    spans.push({ text: run.slice(-length).join(' '), kind: `w${length}`, before: '', at: at - length + 1 });
}

const ANY_MONTH = new RegExp(`\\b(?:${MONTHS.join('|')})`, 'i');
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
  if (ANY_MONTH.test(text)) {
    for (const [, day, month, year] of text.matchAll(DAY_FIRST)) add(year, monthOf(month), Number(day));
    for (const [, month, day, year] of text.matchAll(MONTH_FIRST)) add(year, monthOf(month), Number(day));
  }
  if (text.includes('/'))
    for (const [, month, day, year] of text.matchAll(SLASHED)) add(year, Number(month), Number(day));
  if (text.includes('-'))
    for (const [, year, month, day] of text.matchAll(ISO)) add(year, Number(month), Number(day));
}

/** Words of a text in lower case and in the singular, of letters and digits, at most `limit`. */
export function wordsOf(text: string, limit: number): string[] {
  const words: string[] = [];
  const lower = text.slice(0, MOST_READ_FOR_WORDS).toLowerCase();
  let start = -1;
  for (let at = 0; at <= lower.length && words.length < limit; at += 1) {
    const code = at < lower.length ? lower.charCodeAt(at) : 32;
    if (code > 127) return wordsOfAnyScript(lower, limit);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      words.push(singular(lower.slice(start, at)));
      start = -1;
    }
  }
  return words;
}

/** Characters of a text in which words are sought. */
const MOST_READ_FOR_WORDS = 12_000;

function wordsOfAnyScript(lower: string, limit: number): string[] {
  const words: string[] = [];
  for (const match of lower.matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(singular(match[0]));
    if (words.length >= limit) break;
  }
  return words;
}

/** A word without a plural's s, as far as spelling tells. */
export const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;

/** Whether no run of words that someone may search for goes on over this one. */
export const endsRun = (word: string): boolean => STOP.has(word) || LINKS.has(word);

export const isStopWord = (word: string): boolean => STOP.has(word);
