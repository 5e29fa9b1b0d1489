import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { wideEncoding } from './decode-file-text';

/** How a file is read. `media` belongs to another tool, `other` to none. */
export type FileKind =
  | { kind: 'xlsx' | 'docx' | 'pptx' | 'pdf' | 'zip' | 'gzip' | 'csv' | 'html' | 'json' | 'text' }
  | { kind: 'media'; mime: string; tool: 'vision_analyze' | 'audio_transcribe' | undefined }
  | { kind: 'encrypted_office' }
  | { kind: 'other'; mime: string };

const BY_MIME: [RegExp, 'xlsx' | 'docx' | 'pptx' | 'pdf' | 'gzip'][] = [
  [/spreadsheetml|ms-excel\.(sheet|template)\.macroenabled/i, 'xlsx'],
  [/wordprocessingml|ms-word\.(document|template)\.macroenabled/i, 'docx'],
  [/presentationml|ms-powerpoint\.\w+\.macroenabled/i, 'pptx'],
  [/^application\/pdf$/, 'pdf'],
  [/^application\/(x-)?gzip$/, 'gzip'],
];
const BY_ENDING: Record<string, 'csv' | 'html' | 'json'> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.json': 'json',
  '.geojson': 'json',
};
/** Types that file-type names although a person would call them text. */
const TEXT_TYPES =
  /^(text\/|application\/(xml|rtf|x-subrip|pgp-encrypted|postscript|eps)|image\/svg|model\/(3mf|stl))/;

/** What a file is: by its first bytes where they say it, by its ending among the kinds of text. */
export async function detectKind(bytes: Buffer, name: string): Promise<FileKind> {
  // The mark of UTF-16 reads as the start of an MP3 frame.
  if (wideEncoding(bytes)) return textKind(bytes, extname(name).toLowerCase());
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const ending = extname(name).toLowerCase();
  // Readers accept a PDF whose header stands within the first KiB.
  if (bytes.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf' };
  if (!found) return textKind(bytes, ending);
  const { mime } = found;
  const office = BY_MIME.find(([pattern]) => pattern.test(mime));
  if (office) return { kind: office[1] };
  if (TEXT_TYPES.test(mime)) return textKind(bytes, ending);
  if (mime === 'application/x-cfb') return oldOffice(bytes, mime);
  if (mime.startsWith('image/')) return { kind: 'media', mime, tool: 'vision_analyze' };
  if (mime.startsWith('audio/')) return { kind: 'media', mime, tool: 'audio_transcribe' };
  if (mime.startsWith('video/')) return { kind: 'media', mime, tool: undefined };
  return isZip(bytes) ? { kind: 'zip' } : { kind: 'other', mime };
}

/** Every Zip-based format (OpenDocument, EPUB, JAR) can at least be listed, and its members read. */
export function isZip(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) ||
    bytes.subarray(0, 4).equals(Buffer.from('PK\x05\x06'))
  );
}

/** An Office file with a password is an OLE container with a stream of this name. */
function oldOffice(bytes: Buffer, mime: string): FileKind {
  const encrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return encrypted ? { kind: 'encrypted_office' } : { kind: 'other', mime };
}

function textKind(bytes: Buffer, ending: string): FileKind {
  const known = BY_ENDING[ending];
  if (known) return { kind: known };
  const head = bytes.subarray(0, 512).toString('latin1');
  const page = /^\s*(<!--.*?-->\s*)*<(!doctype html|html)[\s>]/is.test(head);
  return ending === '' && page ? { kind: 'html' } : { kind: 'text' };
}

/** For messages: what a type is called by people. */
export function describeType(mime: string): string {
  if (mime === 'application/x-cfb') return 'an old binary Office file (.xls, .doc, .ppt)';
  return `of type ${mime}`;
}
