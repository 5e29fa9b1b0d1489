export interface TextPage {
  text: string;
  truncated: boolean;
}

/** Room for the line that says how the text was cut. */
const NOTICE_CHARS = 100;

/**
 * A page of a text by offset and limit in characters, never more than `maxChars` with its notice. Says how it was
 * cut: `[cut: characters 0 to 20000 of 51234; ask for offset=20000]`. Undefined where the offset is past the end.
 */
export function pageText(
  whole: string,
  { offset, limit, maxChars }: { offset: number; limit: number; maxChars: number },
): TextPage | undefined {
  if (offset > 0 && offset >= whole.length) return undefined;
  const rest = whole.length - offset;
  if (offset === 0 && rest <= limit && rest <= maxChars) return { text: whole, truncated: false };
  const from = splitsPair(whole, offset) ? offset - 1 : offset;
  const room = Math.max(1, Math.min(limit, maxChars - NOTICE_CHARS));
  const end = Math.min(whole.length, from + room);
  const to = end < whole.length && splitsPair(whole, end) && end - 1 > from ? end - 1 : end;
  const more = to < whole.length ? `; ask for offset=${to}` : '';
  return {
    text: `${whole.slice(from, to)}\n\n[cut: characters ${from} to ${to} of ${whole.length}${more}]`,
    truncated: true,
  };
}

/** Whether a cut at this index would part a surrogate pair. */
function splitsPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const before = text.charCodeAt(index - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}
