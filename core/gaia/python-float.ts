/** White space of Python's `str.isspace` and of `\s` in a Python `str` pattern; JavaScript's `\s` differs in six characters. */
export const PYTHON_SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const EDGES = /^[\t-\r ]+|[\t-\r ]+$/g;
const WIDE_SPACE = new RegExp(`[${PYTHON_SPACE}]`, 'g');
const NUMERAL =
  /^([+-]?)(?:(inf(?:inity)?)|(nan)|((?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?))$/i;

/**
 * What `float(text)` gives in Python 3, or undefined where it raises ValueError. Sign, `inf`, `infinity` and `nan` in any
 * case, single underscores between digits, exponents, decimal digits of any script, white space around; no hexadecimal,
 * no empty text. `1e999` is infinity, as it is there.
 */
export function pythonFloat(text: string): number | undefined {
  const match = NUMERAL.exec(toAscii(text).replace(EDGES, ''));
  if (!match) return undefined;
  const [, sign, infinity, nan, digits] = match;
  if (nan) return Number.NaN;
  const size = infinity ? Number.POSITIVE_INFINITY : Number((digits ?? '').replaceAll('_', ''));
  return sign === '-' ? -size : size;
}

/**
 * CPython's own first step: where a text is not plain ASCII, white space becomes a blank and decimal digits become ASCII
 * digits. A plain ASCII text stays as it is, so that U+001C to U+001F around a number are an error, as they are there.
 */
function toAscii(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return text
    .replace(WIDE_SPACE, (space) => (space > '\x7f' ? ' ' : space))
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** Unicode encodes decimal digits in unbroken runs of ten, each from 0 to 9. */
function digitValue(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (isDigit(first - 1)) first -= 1;
  return (codePoint - first) % 10;
}
