/** Numbers (hexadecimal and the like first), names, operators of more than one character, and single signs. */
const TOKEN =
  /0[xbo][0-9a-fA-F]+(?:i\d+)?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?|[\p{L}_$][\p{L}\p{N}_$]*|\*\*|\.[*/^]|\^\||[=!<>]=|<<|>>>?|->|\?\?|\?\.(?!\d)|[-+*/^%!&|~=<>?:;,()[\]{}.]/uy;

/**
 * The same expression with one space between its tokens and one line a statement, so that `2+2` and `2 + 2`
 * are the same call. Whatever is not certain to mean the same (strings, transposition, comments, `2.`) is
 * left as it is written.
 */
export function normaliseExpression(expression: string): string {
  const lines = expression.split(/\r?\n/).map((line) => line.trim());
  const kept = lines.filter((line) => line !== '');
  return kept.map((line) => spaced(line) ?? line).join('\n');
}

function spaced(line: string): string | undefined {
  const tokens: string[] = [];
  let at = 0;
  while (at < line.length) {
    const blank = /^[ \t]+/.exec(line.slice(at));
    if (blank) {
      at += blank[0].length;
      continue;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(line)?.[0];
    if (token === undefined) return undefined;
    const after = line[at + token.length] ?? '';
    const isNumber = /^[\d.]*\d/.test(token);
    if (isNumber && (after === '.' || (/^0[xbo]/.test(token) ? /[\p{L}\d_.]/u : /[eExXbBoO\d_]/).test(after)))
      return undefined;
    tokens.push(token);
    at += token.length;
  }
  return tokens.join(' ');
}
