import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf } from '../../contracts/errors';
import { decodeFileText } from './decode-file-text';
import { describeType, detectKind, isZip } from './detect-kind';
import { MAX_FILE_BYTES, MAX_NESTING, showBytes } from './file-limits';
import { FileReadError } from './file-read-error';
import { renderArchive } from './render-archive';
import { renderDocument } from './render-document';
import { renderPage } from './render-page';
import { renderPdf } from './render-pdf';
import { renderSlides } from './render-slides';
import { renderJson, renderTable } from './render-text';
import { renderWorkbook } from './render-workbook';
import { showNames } from './task-folder';
import { ZipArchive } from './zip-archive';

export interface RenderRequest {
  bytes: Buffer;
  /** Path as the model wrote it, for messages and for its ending. */
  label: string;
  /** Path inside of an archive; empty for the file itself. */
  inside: string;
  sheet?: string;
  /** After this many milliseconds a long PDF is given in part; `onPart` is told. */
  softLimitMs: number;
  onPart(): void;
}

/** Any readable file as text. Throws FileReadError. */
export async function renderFile(request: RenderRequest, depth = 0): Promise<string> {
  const { bytes, label } = request;
  if (request.inside !== '') return renderMember(request, depth);
  if (bytes.length === 0) return '(The file is empty.)';
  const found = await detectKind(bytes, label);
  switch (found.kind) {
    case 'xlsx':
      return readable(label, 'workbook', () => renderWorkbook(bytes, label, request.sheet));
    case 'docx':
      return readable(label, 'Word document', () => renderDocument(bytes, label));
    case 'pptx':
      return readable(label, 'presentation', () => renderSlides(bytes, label));
    case 'pdf':
      return renderPdf(bytes, label, request);
    case 'zip':
      return renderArchive(await ZipArchive.open(bytes, label), label);
    case 'gzip':
      return renderFile({
        ...request,
        bytes: await unpackGzip(bytes, label),
        label: label.replace(/\.gz$/i, ''),
      });
    case 'csv':
      return renderText(request, renderTable);
    case 'json':
      return renderText(request, renderJson);
    case 'html':
      return renderText(request, renderPage);
    case 'text':
      return renderText(request, (text) => text);
    case 'media':
      throw wrongTool(label, found.mime, found.tool);
    case 'encrypted_office':
      throw new FileReadError('encrypted_file', `"${label}" is an Office file protected by a password.`);
    case 'other':
      throw unsupported(label, describeType(found.mime));
  }
}

/** Follows the path into the archive: the longest member that is a prefix of it, and so on inside of that. */
async function renderMember(request: RenderRequest, depth: number): Promise<string> {
  const { bytes, label, inside } = request;
  if (!isZip(bytes)) {
    throw new FileReadError(
      'not_found',
      `"${label}" is a file and no archive: there is no "${inside}" in it.`,
    );
  }
  if (depth >= MAX_NESTING) {
    throw new FileReadError('too_large', `"${label}" lies more than ${MAX_NESTING} archives deep.`);
  }
  const archive = await ZipArchive.open(bytes, label);
  const names = inside.split('/');
  for (let count = names.length; count > 0; count -= 1) {
    const member = names.slice(0, count).join('/');
    if (!archive.has(member)) continue;
    const inner = {
      bytes: await archive.read(member),
      label: `${label}/${member}`,
      inside: names.slice(count).join('/'),
    };
    return renderFile({ ...request, ...inner }, depth + 1);
  }
  const members = showNames(archive.members().map(({ name }) => name));
  throw new FileReadError('not_found', `"${label}" has no member "${inside}". Its members: ${members}.`);
}

function renderText({ bytes, label }: RenderRequest, render: (text: string) => string): string {
  const decoded = decodeFileText(bytes);
  if (!decoded) throw unsupported(label, 'binary data');
  const text = render(decoded.text);
  return decoded.note ? `${decoded.note}\n\n${text}` : text;
}

/** Parsers complain in many ways about a broken file; each is the same outcome. */
async function readable(label: string, what: string, render: () => Promise<string>): Promise<string> {
  try {
    return await render();
  } catch (error) {
    if (error instanceof FileReadError) throw error;
    const reason = messageOf(error);
    throw new FileReadError('unreadable_file', `"${label}" is a damaged ${what}: ${reason}`);
  }
}

async function unpackGzip(bytes: Buffer, label: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_FILE_BYTES });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? new FileReadError('too_large', `"${label}" unpacks to more than ${showBytes(MAX_FILE_BYTES)}.`)
      : new FileReadError('unreadable_file', `"${label}" is a damaged gzip file: ${message}`);
  }
}

function wrongTool(label: string, mime: string, tool: string | undefined): FileReadError {
  return tool === undefined
    ? new FileReadError('unsupported_type', `"${label}" is a video (${mime}), which no tool here can watch.`)
    : new FileReadError('wrong_tool', `"${label}" is ${mime}, not text. Use ${tool} with this path.`);
}

function unsupported(label: string, type: string): FileReadError {
  return new FileReadError(
    'unsupported_type',
    `"${label}" is ${type}, which cannot be read as text. Try code_exec.`,
  );
}
