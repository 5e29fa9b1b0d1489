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

/** Words of a text in lower case and in the singular, of letters and digits, at most `limit`. */
export function wordsOf(text: string, limit: number): string[] {
  const words: string[] = [];
  const end = Math.min(text.length, MOST_READ_FOR_WORDS);
  let start = -1;
  let hasCapital = false;
  for (let at = 0; at <= end && words.length < limit; at += 1) {
    const kind = at < end ? letterKind(text.charCodeAt(at)) : SIGN;
    if (kind === OTHER_SCRIPT) return wordsOfAnyScript(text, limit);
    if (kind !== SIGN) {
      if (start < 0) start = at;
      if (kind === CAPITAL) hasCapital = true;
    } else if (start >= 0) {
      const word = text.slice(start, at);
      words.push(singular(hasCapital ? word.toLowerCase() : word));
      start = -1;
      hasCapital = false;
    }
  }
  return words;
}

/** Characters of a text in which words are sought. */
const MOST_READ_FOR_WORDS = 12_000;

const [SIGN, SMALL, CAPITAL, OTHER_SCRIPT] = [0, 1, 2, 3];
const LETTERS = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789') LETTERS[letter.charCodeAt(0)] = SMALL;
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') LETTERS[letter.charCodeAt(0)] = CAPITAL;

/** Of a character: a letter or digit of ASCII, a sign (the block of quotation marks and dashes among them), or anything else. */
function letterKind(code: number): number {
  if (code < 128) return LETTERS[code] as number;
  return code >= 0x2000 && code < 0x2070 ? SIGN : OTHER_SCRIPT;
}

function wordsOfAnyScript(text: string, limit: number): string[] {
  const words: string[] = [];
  for (const match of text
    .slice(0, MOST_READ_FOR_WORDS)
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
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

/** Whether there is a letter of any script in a text. */
export function hasLetter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return true;
    if (code > 127) return LETTER.test(text);
  }
  return false;
}

const LETTER = /\p{L}/u;
