/** Of a text that is cut, this much of the room goes to its beginning. */
const HEAD_SHARE = 0.7;

/** At most `maxChars` characters of a text: its beginning and its end, with a line between that counts what is left out. */
export function cutMiddle(text: string, maxChars: number): { text: string; truncated: boolean } {
  if (text.length <= maxChars) return { text, truncated: false };
  const mark = `\n… ${text.length} characters, cut to ${maxChars} …\n`;
  const room = maxChars - mark.length;
  if (room <= 0) return { text: sliceWhole(text, 0, maxChars), truncated: true };
  const head = Math.floor(room * HEAD_SHARE);
  const tail = text.length - (room - head);
  return {
    text: sliceWhole(text, 0, head) + mark + sliceWhole(text, tail, text.length),
    truncated: true,
  };
}

/** A slice that does not begin or end inside a surrogate pair. */
function sliceWhole(text: string, from: number, to: number): string {
  const start = from > 0 && isLowSurrogate(text, from) ? from + 1 : from;
  const end = to < text.length && isLowSurrogate(text, to) ? to - 1 : to;
  return text.slice(start, Math.max(start, end));
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
