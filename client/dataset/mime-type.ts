import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type/node';

/** Types by ending, for what carries no signature and for what a signature tells only in general. */
const BY_ENDING: Record<string, string> = {
  '.csv': 'text/csv',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.jsonld': 'application/ld+json',
  '.md': 'text/markdown',
  '.pdb': 'chemical/x-pdb',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.py': 'text/x-python',
  '.svg': 'image/svg+xml',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
};

/** Signatures of containers: the ending knows better what is in them. */
const GENERAL = new Set(['application/zip', 'application/x-cfb', 'application/xml']);

/**
 * The media type of a file: by its signature, by its ending where the signature says nothing or only names a container,
 * else `text/plain` for what reads as UTF-8 and `application/octet-stream` for the rest. Never fails.
 */
export async function mimeType(name: string, bytes: Uint8Array): Promise<string> {
  const ending = BY_ENDING[extname(name).toLowerCase()];
  const detected = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (detected && !(GENERAL.has(detected.mime) && ending)) return detected.mime;
  return ending ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream');
}

const SAMPLE_BYTES = 64 * 1024;

function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.includes(0)) return false;
  try {
    // A sample may end in the middle of a character, so what follows is awaited, not missed.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: sample.length < bytes.length });
    return true;
  } catch {
    return false;
  }
}
