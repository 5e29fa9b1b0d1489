import { fold, isYear } from './fold';
import { identifiersIn, numbersIn, withoutDays } from './identifiers';
import { orders } from './orders';
import type { leavesOf, TaintSources } from './sources';
import { readings } from './views';

/** So many digits of an output's identifier are a piece of it. */
const PIECE_DIGITS = 6;

/** So many digits make a number that decides something, wherever they come from. */
const MANY_DIGITS = 10;

/** Values of so few characters are page numbers, limits and flags. */
const FEW_CHARS = 3;

/**
 * Digits that the values hold between them, in whatever company, which nobody trusted has named: six in a row that stand so
 * in an output's identifier, or ten from anywhere, whether they are spread over values or words. Days, times and years
 * decide nothing.
 */
export function looseDigits(
  leaves: ReturnType<typeof leavesOf>,
  tool: string,
  sources: TaintSources,
): string | undefined {
  const pieces = leaves
    .filter(({ text, listed }) => listed || text.trim().length > FEW_CHARS)
    .map(({ text }) => longest(readings(text).map((reading) => digitsLeft(reading, tool, sources))))
    .filter((digits) => digits !== '');
  const loose = pieces.join('');
  if (loose.length < PIECE_DIGITS) return undefined;
  const isKnown = (order: string[]): boolean =>
    identifiersIn(order.join('')).every((identifier) => sources.trusts(identifier));
  const tried = orders(pieces);
  if (tried.some(isKnown)) return undefined;
  if (loose.length >= MANY_DIGITS) return loose;
  const windows = tried.map((order) => order.join('')).flatMap(windowsOf);
  return sources.foreignIdentifiers().find(({ form }) => {
    const digits = form.replace(/\D/g, '');
    return windows.some((window) => digits.includes(window));
  })?.form;
}

const windowsOf = (digits: string): string[] =>
  Array.from({ length: digits.length - PIECE_DIGITS + 1 }, (_, start) =>
    digits.slice(start, start + PIECE_DIGITS),
  );

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (text.length > best.length ? text : best), '');

/** What is left of a text's digits without days, times, years, trusted numbers and trusted words. */
function digitsLeft(text: string, tool: string, sources: TaintSources): string {
  const untimed = withoutDays(fold(text)).replace(TIME, ' ');
  const unknown = numbersIn(untimed)
    .filter(({ identifier }) => sources.trusts(identifier))
    .reduce((left, { written }) => left.replaceAll(written, ' '), untimed);
  const words = unknown.match(/[\p{L}\p{N}]*\d[\p{L}\p{N}]*/gu) ?? [];
  return words
    .filter((word) => !isYear(word) && !sources.trustsWord(word, tool))
    .join('')
    .replace(/\D/g, '');
}

const TIME = /(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])/g;
