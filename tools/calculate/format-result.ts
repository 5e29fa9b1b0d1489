import type { BigNumber, MathJsInstance } from 'mathjs';

/** Significant digits shown of a broken number; doubles carry 15 to 17. */
const SHOWN_DIGITS = 15;
const INTEGER_DIGITS = 400;
/** Rounding dust of the 64-digit engine: sin(pi) is 0, not 1e-64. */
const DUST = 1e-60;

/** A value as a person writes it: whole numbers in full, others with 15 digits, fractions as a ratio. */
export function formatResult(math: MathJsInstance, value: unknown, analytic: boolean): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return 'a function, defined';
  if (typeof value === 'string') return value;
  const shown = (inner: unknown): string => {
    if (math.isBigNumber(inner)) return formatDecimal(math, inner, analytic);
    if (typeof inner === 'number' && Number.isSafeInteger(inner)) return String(inner);
    return math.format(inner, { precision: SHOWN_DIGITS, fraction: 'ratio' });
  };
  if (math.isBigNumber(value) || typeof value === 'number' || math.isComplex(value)) return shown(value);
  return math.format(value, shown as (item: unknown) => string);
}

function formatDecimal(math: MathJsInstance, value: BigNumber, analytic: boolean): string {
  if (analytic && !value.isZero() && value.abs().lt(DUST)) return '0';
  const digits = value.isFinite() ? value.e + 1 : 0;
  if (value.isInteger() && digits <= INTEGER_DIGITS && digits <= value.precision(true))
    return value.toFixed();
  return math.format(value, { precision: SHOWN_DIGITS });
}
