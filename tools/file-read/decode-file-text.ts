export interface DecodedText {
  text: string;
  /** Said to the model where it is not plain UTF-8. */
  note?: string;
}

/**
 * Text of a file: UTF-8, UTF-16 by its byte order mark (or its zero bytes), else windows-1252, the superset of
 * Latin-1 that such files are in practice. Undefined for bytes that are no text.
 */
export function decodeFileText(bytes: Buffer): DecodedText | undefined {
  const wide = wideEncoding(bytes);
  if (wide) return { text: new TextDecoder(wide).decode(bytes), note: `Encoding: ${wide.toUpperCase()}.` };
  if (bytes.includes(0)) return undefined;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    if (controlShare(bytes) > 0.05) return undefined;
    // Without `stream`, Node 20 takes a short cut that reads 0x80 to 0x9f as control characters.
    const text = new TextDecoder('windows-1252').decode(bytes, { stream: true });
    return { text, note: 'Encoding: not UTF-8; read as Latin-1 (windows-1252), which may be wrong.' };
  }
}

/** UTF-16 by its mark, or by one zero byte in two as Western text has. */
export function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 512);
  if (head.length < 8 || head.length % 2 !== 0 || !head.includes(0)) return undefined;
  const zeros = [0, 1].map((start) => head.filter((byte, index) => index % 2 === start && byte === 0).length);
  const half = head.length / 2;
  if (zeros[1]! > half * 0.7 && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > half * 0.7 && zeros[1] === 0) return 'utf-16be';
  return undefined;
}

/** Share of bytes that no text has: controls other than tab, line feeds, form feed and escape. */
function controlShare(bytes: Buffer): number {
  const head = bytes.subarray(0, 4096);
  const controls = head.filter((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte)).length;
  return head.length === 0 ? 0 : controls / head.length;
}
