/** Texts and numbers of a JSON text, in their order. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

const WHOLE = /^-?\d+$/;

/**
 * A whole number of a valid JSON text that JavaScript cannot hold as it is written: beyond 2^53 neighbours become one,
 * and an id would turn into another's. Undefined where there is none.
 */
export function lossyInteger(json: string): string | undefined {
  for (const [token] of json.matchAll(TOKEN)) {
    if (!WHOLE.test(token) || Number.isSafeInteger(Number(token))) continue;
    if (digitsOf(token) !== digitsOf(Number(token).toExponential())) return token;
  }
  return undefined;
}

/** What of a number is not its size: digits without zeros behind them. */
const digitsOf = (number: string): string =>
  number.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/0+$/, '');
