import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The text of a file in pieces, unpacked where it begins as gzip, whatever its name says. Throws the file system's and
 * zlib's errors, also in the middle (a download that broke off), after all that could be read.
 */
export async function openText(path: string): Promise<AsyncIterable<string>> {
  if (await isGzip(path)) return unpacked(path);
  return createReadStream(path).setEncoding('utf8') as AsyncIterable<string>;
}

/** A stream that fails forgets what nobody has taken yet; so what is unpacked waits in another one. */
async function* unpacked(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  const text = new PassThrough().setEncoding('utf8');
  let failure: unknown;
  const remember = (error: unknown): void => void (failure ??= error);
  file.on('error', remember).on('error', () => gunzip.end());
  gunzip.on('error', remember).on('error', () => text.end());
  file.pipe(gunzip).pipe(text);
  try {
    yield* text as AsyncIterable<string>;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  if (failure !== undefined) throw failure;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
