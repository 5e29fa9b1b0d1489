import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError, messageOf } from '../../contracts/errors';
import type { Attachment } from '../../contracts/task';
import { byteCount } from '../../core/prompts';
import type { ExampleFile } from './example';
import { mimeType } from './mime-type';

/** Largest attachment that is taken. */
export const MAX_ATTACHMENT_BYTES = 512 * 1024 * 1024;

/**
 * Puts files into the store, one after another, and describes them. Names are reduced to plain ones that differ from each
 * other (`data.csv`, `data-2.csv`). Throws ForerunError `attachment_missing`, `attachment_too_large`, and the store's.
 */
export async function storeAttachments(input: {
  files: readonly ExampleFile[];
  store: BlobStore;
}): Promise<Attachment[]> {
  const taken = new Set<string>();
  const attachments: Attachment[] = [];
  for (const file of input.files) {
    const bytes = await readAttachment(file);
    const name = freeName(file.name, taken);
    const [hash, mime] = await Promise.all([input.store.put(bytes), mimeType(name, bytes)]);
    attachments.push({ name, hash, mime, bytes: bytes.byteLength });
  }
  return attachments;
}

async function readAttachment(file: ExampleFile): Promise<Uint8Array> {
  try {
    const { size } = await stat(file.path);
    if (size > MAX_ATTACHMENT_BYTES) throw tooLarge(file, size);
    return await readFile(file.path);
  } catch (cause) {
    if (cause instanceof ForerunError) throw cause;
    throw new ForerunError({
      code: 'attachment_missing',
      blame: 'user',
      message: `The file ${file.path} cannot be read: ${messageOf(cause)}`,
      remedy: 'Check its name and whether you may read it.',
      cause,
    });
  }
}

function tooLarge(file: ExampleFile, size: number): ForerunError {
  return new ForerunError({
    code: 'attachment_too_large',
    blame: 'user',
    message: `The file ${file.path} has ${byteCount(size)}, the limit is ${byteCount(MAX_ATTACHMENT_BYTES)}.`,
    remedy: 'Give a smaller file, such as the part of it that the question is about.',
  });
}

/** A name without folders and control characters that no other attachment of the task has. */
function freeName(wanted: string, taken: Set<string>): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  const plain = basename(wanted.replaceAll('\\', '/')).replace(/[\x00-\x1f\x7f]/g, '_');
  const safe = plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
  const ending = extname(safe);
  const stem = safe.slice(0, safe.length - ending.length);
  let name = safe;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem}-${number}${ending}`;
  taken.add(name.toLowerCase());
  return name;
}
