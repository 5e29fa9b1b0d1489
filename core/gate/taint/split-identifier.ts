import { contentWords, isYear, squash } from './fold';
import { orders } from './orders';
import type { TaintSources } from './sources';
import { disguises } from './views';

/** A shorter piece of an identifier says nothing of it. */
const MIN_PIECE_CHARS = 4;

/**
 * An identifier of an output, named by nobody trusted, that the values hold between them: in any order, or backwards, or
 * rotated. So does a value that is half of one, and a word with digits that is a piece of one: the rest may have been
 * sent before.
 */
export function splitIdentifier(values: readonly string[], sources: TaintSources): string | undefined {
  const pieces = values.filter((value) => squash(value) !== '');
  if (pieces.length === 0) return undefined;
  const joined = [...new Set(orders(pieces).flatMap((order) => disguises(order.join('')).map(squash)))];
  const whole = pieces
    .filter((piece) => !contentWords(piece).every((word) => sources.trustsWord(word, '')))
    .map(squash);
  const words = pieces
    .flatMap(contentWords)
    .filter((word) => /\d/.test(word) && !isYear(word) && !sources.trustsWord(word, ''))
    .map(squash)
    .filter((word) => word.length >= MIN_PIECE_CHARS);
  return sources
    .foreignIdentifiers()
    .find(
      ({ squashed }) =>
        joined.some((text) => text.includes(squashed)) ||
        whole.some((piece) => isHalf(piece, squashed)) ||
        words.some((word) => squashed.includes(word)),
    )?.form;
}

/** A whole value that is at least half of an identifier. */
const isHalf = (piece: string, identifier: string): boolean =>
  piece.length >= 5 && piece.length * 2 >= identifier.length && identifier.includes(piece);
