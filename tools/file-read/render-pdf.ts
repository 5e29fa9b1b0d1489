import { messageOf } from '../../contracts/errors';
import { pdfToText } from '../web/pdf-to-text';
import { FileReadError } from './file-read-error';
import type { RenderRequest } from './render-file';

/** Pages of text under `[page n of N]`. Throws FileReadError `encrypted_file` and `unreadable_file`. */
export async function renderPdf(
  bytes: Buffer,
  label: string,
  { softLimitMs, onPart }: Pick<RenderRequest, 'softLimitMs' | 'onPart'>,
): Promise<string> {
  const { title, text, pages, pagesRead } = await parse(bytes, label, softLimitMs);
  if (text.replace(/\[page \d+ of \d+\]/g, '').trim() === '' && pagesRead === pages) {
    throw new FileReadError(
      'unreadable_file',
      `"${label}" is a PDF of ${pages} ${pages === 1 ? 'page' : 'pages'} without a text layer, likely scanned. Use vision_ocr.`,
    );
  }
  if (pagesRead < pages) onPart();
  const notes = [
    ...(title === '' ? [] : [`Title: ${title}`]),
    ...(pagesRead < pages ? [`Only pages 1 to ${pagesRead} of ${pages} could be read in time.`] : []),
  ];
  return [...notes, text].join('\n\n');
}

async function parse(bytes: Buffer, label: string, softLimitMs: number): ReturnType<typeof pdfToText> {
  try {
    return await pdfToText(bytes, Date.now() + softLimitMs);
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new FileReadError('encrypted_file', `"${label}" is a PDF protected by a password.`);
    }
    const reason = messageOf(error);
    throw new FileReadError('unreadable_file', `"${label}" is a damaged PDF: ${reason}`);
  }
}
