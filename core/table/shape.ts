/**
 * Shape of a value, by which values of one kind are recognised: runs of letters and digits by their class, codes of
 * capitals or of digits with their length, everything else as it stands. `"ann_lee_1234"` → `a_a_9:4`.
 */
export function shapeOf(text: string): string {
  return shapeOfWord(text, 0, text.length) ?? shapeOfMore(text);
}

/** Shape of one word or number of ASCII; told faster than it is looked up. Undefined for anything else. */
function shapeOfWord(text: string, from: number, to: number): string | undefined {
  const length = to - from;
  if (length === 0 || length > MAX_WORD) return undefined;
  let kinds = 0;
  for (let at = from; at < to; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === 0) return undefined;
    kinds |= kind;
  }
  if (kinds === SMALL) return 'a';
  if (kinds === DIGIT) return DIGITS[length];
  if (kinds === CAPITAL) return CAPITALS[length];
  if (kinds === (SMALL | CAPITAL)) return 'Aa';
  return (kinds & SMALL ? SMALL_CODES : CODES)[length];
}

const kindOf = (code: number): number => (code < 128 ? (LETTERS[code] as number) : 0);

const [SMALL, CAPITAL, DIGIT] = [1, 2, 4];
const LETTERS = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyz') LETTERS[letter.charCodeAt(0)] = SMALL;
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') LETTERS[letter.charCodeAt(0)] = CAPITAL;
for (const digit of '0123456789') LETTERS[digit.charCodeAt(0)] = DIGIT;

function shapeOfMore(text: string): string {
  const known = TOLD.get(text);
  if (known !== undefined) return known;
  const shape = newShape(text);
  if (TOLD.size >= MOST_TOLD) TOLD.clear();
  TOLD.set(text, shape);
  return shape;
}

/** Shapes told lately: the same ids and names come again and again. */
const TOLD = new Map<string, string>();
const MOST_TOLD = 20_000;

function newShape(text: string): string {
  if (text.length > MAX_SHAPED) return text.includes(' ') ? 'prose' : 'long';
  if (text.includes('@') && EMAIL.test(text)) return 'email';
  if ((text.includes('.') || text.includes('://')) && URL_LIKE.test(text)) return 'url';
  const each = asciiShape(text) ?? text.replace(RUN, runShape);
  const shape = each.length < SHORTEST_OF_THREE ? each : each.replace(MORE_OF_THE_SAME, '$1$2');
  return shape.length > 40 ? 'prose' : shape;
}

/** Each run of letters and digits by its shape; undefined where not all is ASCII. */
function asciiShape(text: string): string | undefined {
  let shape = '';
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (code > 127) return undefined;
    if (kindOf(code) !== 0) continue;
    if (at > from) shape += shapeOfWord(text, from, at) ?? runShape(text.slice(from, at));
    if (at < text.length) shape += text[at];
    from = at + 1;
  }
  return shape;
}

const MAX_SHAPED = 80;
const EMAIL = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/;
const URL_LIKE =
  /^(https?:\/\/\S+|(www\.)[\w-]+(\.[\w-]+)+(\/\S*)?|[\w-]+(\.[\w-]+)*\.(com|org|net|io|dev|edu|gov)(\/\S*)?)$/i;
/** Three words and more, joined alike, are as two: `a-a-a.a` → `a-a.a`. */
const MORE_OF_THE_SAME = /\b(Aa|a)([-_ ])(?:\1\2)+(?=\1\b)/g;
const SHORTEST_OF_THREE = 'a-a-a'.length;
const RUN = /[\p{L}\p{N}]+/gu;

/** Capitals from which on they are an id rather than a short code. */
const LEAST_ID = 5;

function runShape(run: string): string {
  if (/^\p{N}+$/u.test(run)) return `9:${run.length}`;
  if (/^\p{Ll}+$/u.test(run)) return 'a';
  if (/^\p{Lu}+$/u.test(run)) {
    if (run.length === 1) return 'Aa';
    // Ids of letters and digits have letters alone now and then.
    return `${run.length < LEAST_ID ? 'A' : 'X'}:${run.length}`;
  }
  if (/^\p{L}+$/u.test(run)) return 'Aa';
  return /\p{Ll}/u.test(run) ? `x:${run.length}` : `X:${run.length}`;
}

/** Shapes of words of so many characters. */
const MAX_WORD = 24;
const byLength = (shapeOfLength: (length: number) => string): readonly string[] =>
  Array.from({ length: MAX_WORD + 1 }, (_, length) => shapeOfLength(length));
const DIGITS = byLength((length) => runShape('1'.repeat(length)));
const CAPITALS = byLength((length) => runShape('A'.repeat(length)));
const CODES = byLength((length) => `X:${length}`);
const SMALL_CODES = byLength((length) => `x:${length}`);

/** Shape of a day as ISO writes it. */
export const ISO_DAY = shapeOf('2024-05-20');
