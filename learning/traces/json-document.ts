import { readLines } from '../../store/read-lines';
import { openText } from './open-text';

/** Longest file that is read as one document; longer ones have to be JSON Lines. */
const MAX_CHARS = 64 * 1024 * 1024;

/** A file that is one JSON document over several lines: its values, a list's elements each with its line, or why it is none. */
export type JsonDocument = { values: { line: number; value: unknown }[] } | { reason: string };

/**
 * What a file holds that is no JSON Lines but one JSON document, as programs write it for people to read. Undefined where
 * its lines have to be read one by one. Throws the file system's and zlib's errors.
 */
export async function documentIn(file: string): Promise<JsonDocument | undefined> {
  const [first, second] = await firstLines(file);
  if (first === undefined || !/^[[{]/.test(first) || isJson(first)) return undefined;
  const isApart = second !== undefined && !isJson(second);
  if (!isApart && first !== '[') return undefined;
  // Otherwise broken lines may stand before whole ones.
  const isCertain = isApart && /^[[{]$/.test(first);
  const text = await wholeText(file);
  if (text === undefined)
    return isCertain ? { reason: 'it is one JSON document of more than 64 MB' } : undefined;
  try {
    const value: unknown = JSON.parse(text);
    return { values: Array.isArray(value) ? elements(value, text) : [{ line: 1, value }] };
  } catch (error) {
    if (!isCertain) return undefined;
    return { reason: `as one JSON document it is not valid (${(error as Error).message})` };
  }
}

/** Fewer than two where the file breaks off before: who reads its lines tells of that, and uses those that are whole. */
async function firstLines(file: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const line of readLines(await openText(file))) {
      const text = line.tooLong ? '' : line.text.trim();
      if (text !== '') found.push(text);
      if (found.length === 2 || line.tooLong) break;
    }
  } catch {
    return found;
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function wholeText(file: string): Promise<string | undefined> {
  let text = '';
  for await (const chunk of await openText(file)) {
    text += chunk;
    if (text.length > MAX_CHARS) return undefined;
  }
  return text.replace(/^\ufeff/, '');
}

/** A list's elements with the lines in which they begin. */
function elements(values: readonly unknown[], text: string): { line: number; value: unknown }[] {
  const lines: number[] = [];
  let [line, depth, isBetween] = [1, 0, false];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"]|\n/g)) {
    if (token === '\n') line += 1;
    else if (isBetween && token !== ']') {
      lines.push(line);
      isBetween = false;
    }
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth === 1 && ((token === '[' && lines.length === 0) || token === ',')) isBetween = true;
  }
  return values.map((value, index) => ({ line: lines[index] ?? 1, value }));
}
