/**
 * Texts between constant pieces, as agents make paths, addresses and names of things: `/people/#.txt`, `#@example.com`.
 * As a way of changing a text it is called `wrap:` and the whole text with a line feed at each place of the changing
 * part, `wrap:/people/\n.txt`; `wrap-lower:` puts that part there in lower case.
 */
const EXACT = 'wrap:';
const LOWER = 'wrap-lower:';
const PLACE = '\n';

/** Shorter parts stand in other texts by chance. */
const LEAST_PART = 3;
/** Texts with blanks are sentences, and longer ones no names. */
const LONGEST = 200;
const MOST_WORDS = 12;

export const isWrap = (via: string): boolean => via.startsWith(EXACT) || via.startsWith(LOWER);

/** The text in its wrapping; undefined for texts that are no part of a name. */
export function wrapped(via: string, text: string): string | undefined {
  if (!isName(text)) return undefined;
  if (via.startsWith(EXACT)) return via.slice(EXACT.length).replaceAll(PLACE, () => text);
  return via.slice(LOWER.length).replaceAll(PLACE, () => text.toLowerCase());
}

/** How the wanted text wraps the other one, whose neighbours must be no letters and digits; undefined where it does not. */
export function wrapOf(from: string, wanted: string): string | undefined {
  if (!isName(from) || !isName(wanted)) return undefined;
  const exact = around(from, wanted);
  if (exact !== undefined) return `${EXACT}${exact}`;
  const lower = from.toLowerCase();
  const folded = lower === from ? undefined : around(lower, wanted);
  return folded === undefined ? undefined : `${LOWER}${folded}`;
}

/** Parts from which `wrapOf` could make the text, as they may be written elsewhere. */
export function partsOf(wanted: string): string[] {
  if (!isName(wanted)) return [];
  const words = [...wanted.matchAll(WORD)].slice(0, MOST_WORDS);
  const parts = new Set<string>();
  for (const [at, first] of words.entries())
    for (const last of words.slice(at)) {
      const part = wanted.slice(first.index, last.index + last[0].length);
      if (part === wanted || !isName(part)) continue;
      parts.add(part);
      if (part !== part.toLowerCase()) continue;
      parts.add(part.toUpperCase());
      parts.add(part.replace(/^./u, (letter) => letter.toUpperCase()));
    }
  return [...parts];
}

const WORD = /[\p{L}\p{N}]+/gu;
const IN_WORD = /[\p{L}\p{N}]/u;

const isName = (text: string): boolean =>
  text.length >= LEAST_PART && text.length <= LONGEST && !/\s/.test(text);

/** The wanted text with the part's places marked, if it stands there between signs, and is not all of it. */
function around(part: string, wanted: string): string | undefined {
  if (part === wanted) return undefined;
  let marked = '';
  let rest = 0;
  for (let at = wanted.indexOf(part); at >= 0; at = wanted.indexOf(part, rest)) {
    const end = at + part.length;
    if (IN_WORD.test(wanted[at - 1] ?? '') || IN_WORD.test(wanted[end] ?? '')) return undefined;
    marked += wanted.slice(rest, at) + PLACE;
    rest = end;
  }
  return rest === 0 ? undefined : marked + wanted.slice(rest);
}
