import mammoth from 'mammoth';
import { domToText } from '../web/dom-to-text';
import { parseDom } from '../web/parse-dom';
import { ZipArchive } from './zip-archive';

/** The text of a Word document as light Markdown: headings, lists, tables, notes; images are named only. */
export async function renderDocument(bytes: Buffer, label: string): Promise<string> {
  const archive = await ZipArchive.open(bytes, label);
  await archive.verify();
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '', alt: 'picture' }));
  const { value } = await mammoth.convertToHtml(
    { buffer: bytes },
    { convertImage, externalFileAccess: false },
  );
  return domToText(parseDom(value).body, 'file:///');
}
