import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ForerunError } from '../../contracts/errors';

interface BodyLimits {
  /** Value of `content-encoding`. */
  encoding: string | undefined;
  /** Counted after decompression. */
  maxBytes: number;
  /** Names the body in errors. */
  what: string;
}

/**
 * A response body, decompressed, up to a size. Counts what comes out of the decompressor while it comes, so a
 * compressed bomb costs no more than the limit. Throws ForerunError `too_large` or `unsupported_type` (an unknown
 * encoding), and stream errors as they are.
 */
export async function readBody(
  body: Readable,
  { encoding, maxBytes, what }: BodyLimits,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done): void {
      size += chunk.length;
      if (size > maxBytes) return done(tooLarge(what, maxBytes));
      chunks.push(chunk);
      done();
    },
  });
  await pipeline([body, ...decodersFor(encoding, what), collect]);
  return Buffer.concat(chunks, size);
}

/** Content codings are applied in the order listed, so they are undone from the last. */
function decodersFor(encoding: string | undefined, what: string): NodeJS.ReadWriteStream[] {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > 2) throw unknownEncoding(what, encoding ?? '');
  return codings.reverse().map((coding) => {
    if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
    if (coding === 'deflate') return createInflate();
    if (coding === 'br') return createBrotliDecompress();
    throw unknownEncoding(what, coding);
  });
}

export const tooLarge = (what: string, maxBytes: number): ForerunError =>
  new ForerunError({
    code: 'too_large',
    blame: 'provider',
    message: `${what} is larger than the limit of ${maxBytes} bytes.`,
    remedy: 'An operator can raise web.maxBytes.',
  });

const unknownEncoding = (what: string, encoding: string): ForerunError =>
  new ForerunError({
    code: 'unsupported_type',
    blame: 'provider',
    message: `${what} comes in an encoding that is not supported: ${encoding}.`,
  });
