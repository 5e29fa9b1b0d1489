/** How far into a page its own charset declaration is looked for (HTML standard, 13.2.3.2). */
const PRESCAN_BYTES = 1024;

/**
 * Bytes to text. The byte order mark decides, then the declared charset, then the page's own declaration; otherwise
 * UTF-8 where the bytes are valid UTF-8, and windows-1252 where not. Never throws.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const label = byteOrderMark(bytes) ?? charset ?? declaredIn(bytes);
  if (label !== undefined) {
    const text = tryDecode(bytes, label, false);
    if (text !== undefined) return text;
  }
  return tryDecode(bytes, 'utf-8', true) ?? tryDecode(bytes, 'windows-1252', false) ?? '';
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, PRESCAN_BYTES)).toString('latin1');
  const match =
    /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head) ??
    /^\s*<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head);
  return match?.[1];
}

/** Undefined for an unknown label, and with `strict` for bytes that do not fit. */
function tryDecode(bytes: Uint8Array, label: string, strict: boolean): string | undefined {
  try {
    // Node 20 reads windows-1252's 0x80 to 0x9f wrongly, unless it decodes a stream.
    return new TextDecoder(label, { fatal: strict }).decode(bytes, { stream: !strict });
  } catch {
    return undefined;
  }
}
