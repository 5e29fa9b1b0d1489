export type DocumentKind = 'html' | 'pdf' | 'text' | 'binary';

const SNIFFED_BYTES = 4096;

/** What a body is, by its first bytes before its declared type: servers are often wrong about PDF and HTML. */
export function documentKind(bytes: Uint8Array, mime: string): DocumentKind {
  const head = Buffer.from(bytes.subarray(0, SNIFFED_BYTES)).toString('latin1');
  // Readers accept a PDF whose header stands within the first KiB.
  if (head.slice(0, 1024).includes('%PDF-')) return 'pdf';
  const wide = /^(\xff\xfe|\xfe\xff)/.test(head);
  if (!wide && head.includes('\0')) return 'binary';
  if (mime === 'text/html' || mime === 'application/xhtml+xml') return 'html';
  const declared = mime !== '' && mime !== 'text/plain' && !mime.endsWith('octet-stream');
  return !declared && /^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype html|html)[\s>]/is.test(head)
    ? 'html'
    : 'text';
}
