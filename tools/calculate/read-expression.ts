export interface ReadExpression {
  expression: string;
  /** What was read otherwise than it was written; for the model. */
  notes: string[];
}

const QUOTED = /"(?:[^"\\]|\\.)*"|#[^\n]*/;
const SPELLINGS: { from: RegExp; to: string; note?: string }[] = [
  { from: /\*\*/, to: '^', note: '`**` was read as `^` (power).' },
  { from: /\bmath\.(?=[a-zA-Z_])/, to: '', note: '`math.` was left out.' },
  { from: /\bTrue\b/, to: 'true' },
  { from: /\bFalse\b/, to: 'false' },
  { from: /[×·⋅]/, to: '*' },
  { from: /÷/, to: '/' },
  { from: /[−–]/, to: '-' },
  { from: /≤/, to: '<=' },
  { from: /≥/, to: '>=' },
  { from: /≠/, to: '!=' },
  { from: /√(?=\()/, to: 'sqrt' },
  { from: /π/, to: 'pi' },
];

/** Python's and a printer's spellings of operators in mathjs's own; strings and comments stay as they are. */
export function readExpression(written: string): ReadExpression {
  const notes: string[] = [];
  let expression = written;
  for (const { from, to, note } of SPELLINGS) {
    const everywhere = new RegExp(`${QUOTED.source}|(${from.source})`, 'g');
    expression = expression.replace(everywhere, (match: string, spelled: string | undefined) => {
      if (spelled === undefined) return match;
      if (note && !notes.includes(note)) notes.push(note);
      return to;
    });
  }
  return { expression, notes };
}
