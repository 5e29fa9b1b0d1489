/** Characters that are not seen: zero-width ones, soft hyphens, marks of direction, variation selectors, tags, controls. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|(?![\t\n\r])\p{Cc}/gu;

/** Letters of other scripts that look like Latin ones, and digits that look like letters: each before what it passes for. */
const LOOKALIKES = new Map(
  (
    'аa вb сc ԁd еe һh іi јj кk ӏl мm нh оo рp ѕs тt уy хx ѡw ѵv ' +
    'αa εe ιi κk νv οo ρp τt υu χx ıi łl øo 0o 1l'
  )
    .split(' ')
    .map(([looks = '', letter = '']): [string, string] => [looks, letter]),
);

/** As people read it: compatibility forms resolved, unseen characters gone, digits of any script as ours, lower case. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(FOREIGN_DIGIT, digitOf)
    .replaceAll('\u3002', '.')
    .toLowerCase();

/** One joiner, or its opposite, between letters of the scripts that need it; joiners and variants behind an emoji. */
const JOINING =
  /(?<=[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Mlym}\p{sc=Knda}\p{sc=Sinh}\p{sc=Telu}\p{sc=Khmr}])[\u200c\u200d](?=\p{L})|(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier})(?:\ufe0f\u200d?|\u200d)/gu;

/** The words of a text, as they are written, that hold characters which nobody sees: these may carry a message. */
export const wordsWithUnseen = (text: string): string[] =>
  text.search(UNSEEN) < 0
    ? []
    : text.split(/\s+/).filter((word) => word.replace(JOINING, '').search(UNSEEN) >= 0);

const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;

/** Unicode keeps the ten digits of a script side by side, in their order. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

/** Letters and digits alone, look-alikes made equal, accents gone: what is left of a value however it is dressed up. */
export function squash(text: string): string {
  const plain = fold(text)
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return plain.replace(/[^a-z2-9]/gu, (letter) => LOOKALIKES.get(letter) ?? letter);
}

/** A year of ours, as a word of its own. */
export const isYear = (word: string): boolean => /^(?:19|20)\d{2}$/.test(word);

const STOP_WORDS = new Set(
  (
    'a about all an and any are as at be been by can could did do does for from get give had has have he her him his how ' +
    'i if in into is it its list look made many me more most much my new no not of on or our out search she show so ' +
    'some such tell than that the their them then there these they this those to up us was we were what when where ' +
    'which who whom whose why will with would you your'
  ).split(' '),
);

/** The words of a text that say something: folded, without accents, at least two characters, no stop words. */
export function contentWords(text: string): string[] {
  const plain = fold(text).normalize('NFD').replace(/\p{M}/gu, '');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1 && !STOP_WORDS.has(word));
}
