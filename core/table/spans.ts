import { datesIn, mayHoldDates } from './dates';
import { mayHoldQuotations, quotationsIn } from './quotations';
import { shapeOf } from './shape';
import { endsAt, Tokens } from './tokens';
import { isStopWord } from './words';

/** A piece of text that may be handed on as an argument. */
export interface Span {
  text: string;
  /** What kind of piece: `quote`, a shape, `w1` to `w4`, `wr` and `wp` (words that stand together), `day` (a date, written as ISO). */
  kind: string;
  /** The word before it, in lower case; empty at the beginning. */
  before: string;
  /** Number of the token at which it begins. */
  at: number;
}

/** What a text may hold. Told of a whole text, it spares each of its lines the search. */
export interface Holds {
  hyphens: boolean;
  quotations: boolean;
  dates: boolean;
}

export const holdsOf = (text: string): Holds => ({
  hyphens: ANY_HYPHEN.test(text),
  quotations: mayHoldQuotations(text),
  dates: mayHoldDates(text),
});

/**
 * Pieces of a text that an argument may copy, in order of their places: quotations, tokens that look like codes, names
 * or numbers, and dates. At most `limit`, and the dates.
 */
export function spansOf(written: string, limit: number, holds: Holds = holdsOf(written)): Span[] {
  const text = holds.hyphens ? written.replace(HYPHENS, '-') : written;
  const spans: Span[] = [];
  if (holds.quotations)
    for (const quoted of quotationsIn(text)) {
      if (quoted !== '') spans.push({ text: quoted, kind: 'quote', before: '', at: 0 });
      if (spans.length >= limit) return spans;
    }
  const tokens = new Tokens(text);
  const before = { from: 0, to: 0, plain: true, stop: 0, ends: true };
  for (let at = 0; spans.length < limit && tokens.next(); at += 1) {
    const { start, stop, from, to, plain } = tokens;
    // Words in lower case say nothing by themselves.
    if (!plain && mayBeCopied(text, from, to)) {
      const first = before.ends || endsSentence(text, before.stop, start);
      const near = start - before.stop === 1 && text.charCodeAt(before.stop) === 32;
      addToken(spans, text.slice(from, to), wordBefore(text, before), { near, first, at });
    }
    const ends = !plain && endsAt(text, stop);
    before.ends = ends || (!plain && endsAt(text, to));
    before.from = from;
    before.to = before.ends && !ends ? to - 1 : to;
    before.plain = plain;
    before.stop = stop;
  }
  if (holds.dates) for (const date of datesIn(text)) spans.push({ ...date, before: '', at: 0 });
  return spans;
}

function wordBefore(text: string, { from, to, plain }: { from: number; to: number; plain: boolean }): string {
  const word = text.slice(from, to);
  return plain ? word : word.toLowerCase();
}

/** Hyphens as typographers write them: `2024‑05‑20` is a date all the same. */
const ANY_HYPHEN = /[\u2010-\u2012]/;
const HYPHENS = /[\u2010-\u2012]/g;

/** `before` is the word before, in lower case; `near` where one blank lies between, `first` where a sentence begins. */
function addToken(
  spans: Span[],
  token: string,
  before: string,
  { near, first, at }: { near: boolean; first: boolean; at: number },
): void {
  if (token.length < 5 && isStopWord(token.toLowerCase())) return;
  const shape = shapeOf(token);
  spans.push({ text: token, kind: first && shape === NAME ? FIRST_WORD : shape, before, at });
  const money = token.length > 1 ? MONEY.exec(token) : undefined;
  if (money?.[1]) spans.push({ text: money[1].replaceAll(',', ''), kind: 'money', before, at });
  if (!near) return;
  const previous = spans.at(-2);
  const afterName = previous?.kind === NAME || previous?.kind === FIRST_WORD;
  if (afterName && CAPITALIZED.test(token) && before === previous.text.toLowerCase())
    spans.push({ text: `${previous.text} ${token}`, kind: 'Aa Aa', before: previous.before, at: at - 1 });
}

/** Whether a token looks like a code, a name or a host: it has a digit or one of `@_/#`, begins with a capital, or ends in `.com`. */
function mayBeCopied(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from);
  if (first >= 65 && first <= 90) return true;
  let hasPoint = false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) return mayBeCopiedAsWritten(text.slice(from, to));
    if (CODE_SIGNS[code] === 1) return true;
    if (code === POINT) hasPoint = true;
  }
  return hasPoint && HOST_END.test(text.slice(from, to));
}

const mayBeCopiedAsWritten = (token: string): boolean =>
  CODE_SIGN.test(token) || CAPITAL.test(token) || HOST_END.test(token);

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

const CODE_SIGN = /[\p{N}@_/#]/u;
const CAPITAL = /^\p{Lu}/u;
const HOST_END = /\.\p{L}{2,4}(\/|$)/u;
/** `CODE_SIGN` within ASCII. */
const CODE_SIGNS = new Uint8Array(128);
for (const sign of '0123456789@_/#') CODE_SIGNS[sign.charCodeAt(0)] = 1;
const POINT = 46;
const CAPITALIZED = /^\p{Lu}\p{Ll}/u;
const MONEY = /^[$€£](\d[\d,]*(\.\d+)?)$/;
