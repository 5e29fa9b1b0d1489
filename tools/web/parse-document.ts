import { messageOf } from '../../contracts/errors';
import { bestPassage } from './best-passage';
import type { ContentType } from './content-type';
import { decodeText } from './decode-text';
import { documentKind } from './document-kind';
import { htmlToText } from './html-to-text';
import { pdfToText } from './pdf-to-text';

export interface ParseInput {
  bytes: Uint8Array;
  contentType: ContentType;
  /** Address of the document, for its relative links. */
  url: string;
  /** After this many milliseconds a document that can be read in part is given in part. */
  softLimitMs: number;
  /**
   * Only the passage that says most of what is wanted, instead of the whole text; without empty lines, each line
   * marked with `> ` as a quotation.
   */
  passage?: PassageWish;
}

export interface PassageWish {
  wanted: string[];
  maxChars: number;
}

export interface ParsedDocument {
  kind: 'html' | 'pdf' | 'text';
  title: string;
  /** What a reader should know beside the text, such as author, date or a part that is missing. */
  notes: string[];
  text: string;
  /** There was not time enough for all of it. */
  isPart?: true;
}

/** A failure whose code and message are for the model. */
class DocumentError extends Error {
  constructor(
    readonly code: 'unsupported_type' | 'unreadable_document' | 'encrypted_document',
    message: string,
  ) {
    super(message);
  }
}

/** Worker entry: a fetched body as text. Throws errors with a `code` for documents that have none. */
export async function run(input: ParseInput): Promise<ParsedDocument> {
  const document = await parse(input);
  if (!input.passage) return document;
  const { wanted, maxChars } = input.passage;
  return { ...document, text: quotedPassage(document.text, wanted, maxChars) };
}

/** Quotes before it chooses, so that the marks are within `maxChars`. */
function quotedPassage(text: string, wanted: string[], maxChars: number): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line.trim() !== '');
  const passage = bestPassage(
    lines.map((line) => `> ${line}`).join('\n'),
    wanted,
    Math.max(1, maxChars - '> '.length),
  );
  return passage === '' || passage.startsWith('> ') ? passage : `> ${passage}`;
}

async function parse(input: ParseInput): Promise<ParsedDocument> {
  const { bytes, contentType } = input;
  const kind = documentKind(bytes, contentType.mime);
  switch (kind) {
    case 'pdf':
      return parsePdf(input);
    case 'html':
      return parseHtml(input);
    case 'text':
      return { kind, title: '', notes: [], text: decodeText(bytes, contentType.charset) };
    case 'binary':
      throw new DocumentError('unsupported_type', 'it is binary data without text that can be read');
  }
}

function parseHtml({ bytes, contentType, url }: ParseInput): ParsedDocument {
  const html = decodeText(bytes, contentType.charset);
  try {
    const { title, byline, published, text } = htmlToText(html, url);
    const notes = [...(byline ? [`By: ${byline}`] : []), ...(published ? [`Published: ${published}`] : [])];
    return { kind: 'html', title, notes, text };
  } catch (error) {
    // Thousands of nested elements overflow the stack of any tree walk.
    if (!(error instanceof RangeError)) throw error;
    const notes = ['Note: the page is nested too deeply to keep its structure; this is its bare text.'];
    return { kind: 'html', title: '', notes, text: stripTags(html) };
  }
}

async function parsePdf({ bytes, softLimitMs }: ParseInput): Promise<ParsedDocument> {
  try {
    const { title, text, pages, pagesRead } = await pdfToText(bytes, Date.now() + softLimitMs);
    if (text.replace(/\[page \d+ of \d+\]/g, '').trim() === '' && pagesRead === pages) {
      throw new DocumentError(
        'unreadable_document',
        `it is a PDF of ${pages} pages without a text layer, likely scanned images`,
      );
    }
    if (pagesRead === pages) return { kind: 'pdf', title, notes: [], text };
    const notes = [`Note: only pages 1 to ${pagesRead} of ${pages} were read in time.`];
    return { kind: 'pdf', title, notes, text, isPart: true };
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new DocumentError('encrypted_document', 'it is a PDF protected by a password');
    }
    const reason = messageOf(error);
    throw new DocumentError('unreadable_document', `it is a damaged PDF: ${reason}`);
  }
}

function stripTags(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
