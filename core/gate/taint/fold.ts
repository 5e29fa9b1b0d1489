/** Characters that are not seen: zero-width ones, soft hyphens, marks of direction, variation selectors, tags. */
const UNSEEN =
  /\p{Cf}|\u034f|\u115f|\u1160|\u17b4|\u17b5|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;

/** Letters of other scripts that look like Latin ones, and digits that look like letters: each before what it passes for. */
const LOOKALIKES = new Map(
  (
    'аa вb сc ԁd еe һh іi јj кk ӏl мm нh оo рp ѕs тt уy хx ѡw ѵv ' +
    'αa εe ιi κk νv οo ρp τt υu χx ıi łl øo 0o 1l'
  )
    .split(' ')
    .map(([looks = '', letter = '']): [string, string] => [looks, letter]),
);

/** As people read it: compatibility forms resolved, unseen characters gone, lower case. */
export const fold = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').toLowerCase();

/** Letters and digits alone, look-alikes made equal, accents gone: what is left of a value however it is dressed up. */
export function squash(text: string): string {
  const plain = fold(text)
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return plain.replace(/[^a-z2-9]/gu, (letter) => LOOKALIKES.get(letter) ?? letter);
}

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
