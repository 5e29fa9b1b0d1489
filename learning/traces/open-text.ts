import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The text of a file in pieces, unpacked where it begins as gzip, whatever its name says. Throws the file system's and
 * zlib's errors, also in the middle (a download that broke off).
 */
export async function openText(path: string): Promise<AsyncIterable<string>> {
  const packed = await isGzip(path);
  const file = createReadStream(path);
  if (!packed) return file.setEncoding('utf8') as AsyncIterable<string>;
  const unpacked = createGunzip();
  pipeline(file, unpacked, () => undefined);
  return unpacked.setEncoding('utf8') as AsyncIterable<string>;
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
