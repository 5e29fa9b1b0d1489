import { getDocumentProxy } from 'unpdf';

export interface PdfText {
  title: string;
  text: string;
  pages: number;
  /** Pages that were read before the time was up; equal to `pages` where all were. */
  pagesRead: number;
}

/**
 * The text of a PDF, page by page under `[page n of N]`. Stops between pages at the deadline and says how far it came.
 * Throws pdf.js's own errors (`PasswordException`, `InvalidPDFException`). Slow: run it in a worker.
 */
export async function pdfToText(
  bytes: Uint8Array,
  deadlineMs: number,
  now: () => number = Date.now,
): Promise<PdfText> {
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const pages: string[] = [];
  while (pages.length < document.numPages && (pages.length === 0 || now() < deadlineMs)) {
    const number = pages.length + 1;
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    page.cleanup();
    pages.push(`[page ${number} of ${document.numPages}]\n${text.trim()}`);
  }
  return {
    title: await titleOf(document),
    text: pages.join('\n\n'),
    pages: document.numPages,
    pagesRead: pages.length,
  };
}

async function titleOf(document: Awaited<ReturnType<typeof getDocumentProxy>>): Promise<string> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }));
  const title: unknown = 'Title' in info ? info.Title : undefined;
  return typeof title === 'string' ? title.trim() : '';
}
