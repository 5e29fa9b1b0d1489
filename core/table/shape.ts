/**
 * Shape of a value, by which values of one kind are recognised: runs of letters and digits by their class, codes of
 * capitals or of digits with their length, everything else as it stands. `"ann_lee_1234"` → `a_a_9:4`.
 */
export function shapeOf(text: string): string {
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
  if (EMAIL.test(text)) return 'email';
  if (URL_LIKE.test(text)) return 'url';
  const shape = text.replace(RUN, (run) => runShape(run)).replace(MORE_OF_THE_SAME, '$1$2');
  return shape.length > 40 ? 'prose' : shape;
}

const MAX_SHAPED = 80;
const EMAIL = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/;
const URL_LIKE =
  /^(https?:\/\/\S+|(www\.)[\w-]+(\.[\w-]+)+(\/\S*)?|[\w-]+(\.[\w-]+)*\.(com|org|net|io|dev|edu|gov)(\/\S*)?)$/i;
/** Three words and more, joined alike, are as two: `a-a-a.a` → `a-a.a`. */
const MORE_OF_THE_SAME = /\b(Aa|a)([-_ ])(?:\1\2)+(?=\1\b)/g;
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

/** Shape of a day as ISO writes it. */
export const ISO_DAY = shapeOf('2024-05-20');
