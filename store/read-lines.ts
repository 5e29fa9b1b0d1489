import { createReadStream } from 'node:fs';

/** One line of a text file, numbered from 1. `tooLong` lines are passed over and carry no text. */
export type TextLine = { number: number; text: string; tooLong: false } | { number: number; tooLong: true };

const MAX_LINE_CHARS = 16 * 1024 * 1024;

/**
 * The lines of a UTF-8 file, or of text that comes in pieces, one at a time, whatever its size: at most one line and one
 * chunk are in memory, and a line longer than `maxChars` is dropped as it comes. Byte order mark and carriage returns are
 * taken off; a last line without an end of line counts, an empty last one does not. Throws the source's errors.
 */
export async function* readLines(
  source: string | AsyncIterable<string>,
  maxChars = MAX_LINE_CHARS,
): AsyncGenerator<TextLine> {
  let number = 0;
  let pending = '';
  let overflown = false;
  const finish = (text: string): TextLine => {
    number += 1;
    const tooLong = overflown || text.length > maxChars;
    overflown = false;
    if (tooLong) return { number, tooLong: true };
    const clean = (number === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '');
    return { number, text: clean, tooLong: false };
  };
  const chunks =
    typeof source === 'string'
      ? (createReadStream(source, { encoding: 'utf8' }) as AsyncIterable<string>)
      : source;
  for await (const chunk of chunks) {
    const parts = chunk.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      yield finish(pending + part);
      pending = '';
    }
    pending += last;
    if (pending.length > maxChars) {
      overflown = true;
      pending = '';
    }
  }
  if (pending !== '' || overflown) yield finish(pending);
}
