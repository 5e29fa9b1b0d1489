/** What stands for what, by name in lower case: codes, the likeliest first. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** Names with a code in brackets behind them, `Boston (BOS)`, as they stand in a text. */
export function aliasesIn(text: string): [name: string, code: string][] {
  if (!ANY_CODE.test(text)) return [];
  const found: [string, string][] = [];
  for (const [, name = '', code = ''] of text.slice(0, MOST_READ).matchAll(NAMED)) {
    found.push([name.toLowerCase(), code]);
    if (found.length >= MOST_FOUND) break;
  }
  return found;
}

const MOST_READ = 12_000;
const MOST_FOUND = 40;
const ANY_CODE = /\([A-Z0-9]{2,6}\)/;
const NAMED = /(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,2}) \(([A-Z0-9]{2,6})\)/gu;
