import { readFileSync, writeSync } from 'node:fs';

const REPORT_FD = 3;
/** Values and errors are for a model: what is longer helps nobody. */
const MAX_TEXT = 64_000;

/** The request, one JSON document on standard input. */
export function readRequest() {
  return JSON.parse(readFileSync(0, 'utf8'));
}

/** Writes everything, also to a pipe that takes it in pieces or is full for a moment. */
export function writeAll(fd, bytes) {
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

let reported = false;

/** Says how the program ended: `finished` with a value's text, or `program_error` with the error's. First one wins. */
export function report(kind, text) {
  if (reported) return;
  reported = true;
  writeAll(REPORT_FD, Buffer.from(JSON.stringify({ kind, text: shorten(text) })));
}

function shorten(text) {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT / 2)}\n… ${text.length - MAX_TEXT} characters left out …\n${text.slice(-MAX_TEXT / 2)}`;
}
