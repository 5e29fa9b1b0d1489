/**
 * Walks over the tokens of a text: what stands between blanks, brackets and most signs, without the signs at its edges
 * (`'‘’.:=`) and the s that says whose something is. Only tells where they stand, since most are not looked at further.
 */
export class Tokens {
  /** Where the token stands as written, and without its edges. */
  start = 0;
  stop = 0;
  from = 0;
  to = 0;
  /** It is all small letters and dashes. */
  plain = false;

  constructor(private readonly text: string) {}

  /** On to the next token; false after the last. */
  next(): boolean {
    const { text } = this;
    const { length } = text;
    let at = this.stop;
    for (;;) {
      while (at < length && kindOf(text.charCodeAt(at)) === BREAK) at += 1;
      if (at >= length) return false;
      const start = at;
      let plain = true;
      for (; at < length; at += 1) {
        const kind = kindOf(text.charCodeAt(at));
        if (kind === BREAK) break;
        if (kind !== SMALL) plain = false;
      }
      this.from = start;
      this.to = at;
      if (!plain) this.trim();
      if (this.from === this.to) continue;
      this.start = start;
      this.stop = at;
      this.plain = plain;
      return true;
    }
  }

  private trim(): void {
    const { text } = this;
    let { from, to } = this;
    while (from < to && isEdge(text.charCodeAt(from))) from += 1;
    while (to > from && isEdge(text.charCodeAt(to - 1))) to -= 1;
    if (to - from > 1 && text.charCodeAt(to - 1) === LETTER_S && isApostrophe(text.charCodeAt(to - 2)))
      to -= 2;
    this.from = from;
    this.to = to;
  }
}

const [OTHER, BREAK, SMALL] = [0, 1, 2];
const KINDS = new Uint8Array(128);
for (const sign of 'abcdefghijklmnopqrstuvwxyz-') KINDS[sign.charCodeAt(0)] = SMALL;
for (const sign of ' \t\n\v\f\r,;!?()[]{}"<>|*`') KINDS[sign.charCodeAt(0)] = BREAK;

/** Breaks are blanks, `,;!?()[]{}"“”<>|*`, the back tick, long dashes, points in a row and arrows. */
function kindOf(code: number): number {
  if (code < 128) return KINDS[code] as number;
  return code > 159 && (WIDE_BREAKS.has(code) || isWideBlank(code)) ? BREAK : OTHER;
}

/** `–`, `—`, `“`, `”`, `•`, `…`, `→`. */
const WIDE_BREAKS = new Set([0x2013, 0x2014, 0x201c, 0x201d, 0x2022, 0x2026, 0x2192]);

/** Blanks beyond ASCII, as `\s` has them. */
const isWideBlank = (code: number): boolean =>
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000 ||
  code === 0xfeff;

/** A blank, as `\s` has it. */
export const isBlank = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code > 127 && isWideBlank(code));

const [LETTER_S, POINT, COLON, EQUALS] = [115, 46, 58, 61];
const isApostrophe = (code: number): boolean => code === 39 || code === 0x2019;
const isEdge = (code: number): boolean =>
  isApostrophe(code) || code === 0x2018 || code === POINT || code === COLON || code === EQUALS;

/** Whether a token that stops here ends a sentence or a label. */
export function endsAt(text: string, stop: number): boolean {
  const last = text.charCodeAt(stop - 1);
  return last === POINT || last === COLON;
}

/** What stands between blanks. */
export function splitAtBlanks(text: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !isBlank(text.charCodeAt(at))) continue;
    if (at > start) words.push(text.slice(start, at));
    start = at + 1;
  }
  return words;
}
