import { readFile, stat } from 'node:fs/promises';
import { pageText, type TextPage } from '../web/page-text';
import { MAX_FILE_BYTES, showBytes } from './file-limits';
import { FileReadError } from './file-read-error';
import { renderFile } from './render-file';

export interface ReadFileInput {
  absolute: string;
  label: string;
  inside: string;
  sheet?: string;
  offset: number;
  limit: number;
  maxChars: number;
  softLimitMs: number;
}

/** Whole texts kept for the next page of the same file; a long PDF is parsed once. */
const KEPT_TEXTS = 4;
const KEPT_CHARS = 16_000_000;
const kept = new Map<string, string>();

/** A page of a file's text; `isPart` where there was not time enough for all of the text. */
export type FilePage = TextPage & { isPart?: true };

/** Worker entry: one page of a file's text. Throws FileReadError. */
export async function run(input: ReadFileInput): Promise<FilePage> {
  const { text, isPart } = await rendered(input);
  const page = pageText(text, input);
  if (page) return { ...page, ...(isPart ? { isPart } : {}) };
  throw new FileReadError(
    'bad_offset',
    `Offset ${input.offset} is past the end: the text of "${input.label}" has ${text.length} characters.`,
  );
}

async function rendered(input: ReadFileInput): Promise<{ text: string; isPart?: true }> {
  const { absolute, label, inside, sheet, softLimitMs } = input;
  const { size, mtimeMs, ino } = await stat(absolute);
  if (size > MAX_FILE_BYTES) {
    throw new FileReadError(
      'too_large',
      `"${label}" has ${showBytes(size)}; at most ${showBytes(MAX_FILE_BYTES)} can be read.`,
    );
  }
  const key = JSON.stringify([absolute, size, mtimeMs, ino, inside, sheet]);
  const known = kept.get(key);
  if (known !== undefined) return { text: known };
  let isPart = false;
  const onPart = (): void => void (isPart = true);
  const bytes = await readFile(absolute);
  const text = await renderFile({ bytes, label, inside, sheet, softLimitMs, onPart });
  if (isPart) return { text, isPart };
  remember(key, text);
  return { text };
}

/** The oldest go first when there are too many, or when they are too long together. */
function remember(key: string, text: string): void {
  kept.set(key, text);
  let chars = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [oldest, { length }] of kept) {
    if (kept.size <= KEPT_TEXTS && chars <= KEPT_CHARS) return;
    kept.delete(oldest);
    chars -= length;
  }
}
