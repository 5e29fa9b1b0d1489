export type Row = readonly string[];

export const percent = (value: number | undefined, digits = 0): string =>
  value === undefined ? '–' : `${(value * 100).toFixed(digits)} %`;

export const signed = (value: number): string =>
  `${value >= 0 ? '+' : '−'}${Math.abs(value * 100).toFixed(0)} %`;

export const dollars = (value: number): string => `$${value.toFixed(4)}`;

export const signedDollars = (value: number): string =>
  `${value >= 0 ? '+' : '−'}${dollars(Math.abs(value))}`;

/** A table for a terminal: columns as wide as their widest cell. */
export function renderTable(head: Row, rows: readonly Row[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: Row): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

export function markdownTable(head: Row, rows: readonly Row[]): string {
  const line = (row: Row): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
