import Papa from 'papaparse';

/** A line longer than this hides the structure of a JSON file. */
const LONG_LINE = 500;
const SEPARATORS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** JSON as it is written; laid out over lines where it is all in one. Broken JSON is said to be, and shown. */
export function renderJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `Not valid JSON (${(error as Error).message}); this is the file's text:\n\n${text}`;
  }
  const longest = text.split('\n').reduce((most, line) => Math.max(most, line.length), 0);
  if (longest <= LONG_LINE) return text;
  return `The file is one long line; laid out for reading:\n\n${JSON.stringify(value, null, 1)}`;
}

/** A table as it is written, under a line with its size. */
export function renderTable(text: string): string {
  const { data, meta } = Papa.parse<string[]>(text, { skipEmptyLines: true });
  const columns = data.reduce((most, row) => Math.max(most, row.length), 0);
  const separator = SEPARATORS[meta.delimiter] ?? `"${meta.delimiter}"`;
  return `Table of ${data.length} rows (header included) x ${columns} columns, separated by ${separator}:\n\n${text}`;
}
