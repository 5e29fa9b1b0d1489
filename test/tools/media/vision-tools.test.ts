import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ForerunError } from '../../../contracts/errors';
import { createVisionTools } from '../../../tools/media/vision-tools';
import { contextWith, scriptedModel, USAGE } from './media-context';
import { crc32 } from './crc32';

/** A real PNG of one grey pixel. */
function png(): Uint8Array {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const JPG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
  Buffer.from('JFIF\0'),
  Buffer.alloc(32),
]);
const WEBP = Buffer.concat([Buffer.from('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0'), Buffer.alloc(16)]);

describe('vision_analyze', () => {
  it('image and question → one request with the bytes, the type of the content and the question', async () => {
    for (const [name, bytes, mime] of [
      ['a.png', png(), 'image/png'],
      ['wrong-name.png', JPG, 'image/jpeg'],
      ['c.gif', GIF, 'image/gif'],
      ['d.webp', WEBP, 'image/webp'],
    ] as const) {
      const model = scriptedModel([{ text: ' Three birds.\n' }]);
      const [analyze] = createVisionTools({ model });
      const context = contextWith({ [name]: bytes, 'other.txt': Buffer.from('x') });
      const outcome = await analyze.execute({
        arguments: { path: name, question: 'How many birds?' },
        context,
      });
      expect(outcome).toEqual({ ok: true, text: ' Three birds.', costUsd: USAGE.costUsd });
      expect(model.requests).toEqual([
        {
          kind: 'complete',
          input: expect.objectContaining({
            prompt: 'How many birds?',
            images: [{ bytes, mime }],
            signal: context.signal,
          }),
        },
      ]);
    }
  });

  it('unknown name, also one that leads out of the task → lists what is there, asks nobody', async () => {
    const model = scriptedModel([]);
    const [analyze] = createVisionTools({ model });
    for (const path of ['b.png', '../a.png', '/etc/passwd', 'a.png/', 'A.PNG']) {
      const context = contextWith({ 'a.png': png(), 'b.txt': Buffer.from('x') });
      const outcome = await analyze.execute({ arguments: { path, question: 'What?' }, context });
      expect(outcome).toMatchObject({ ok: false, code: 'file_not_found', retryable: false });
      expect(outcome).toMatchObject({ message: expect.stringContaining('a.png, b.txt') });
    }
    const nothing = await analyze.execute({
      arguments: { path: 'a', question: 'What?' },
      context: contextWith({}),
    });
    expect(nothing).toMatchObject({ message: expect.stringContaining('no files') });
    expect(model.requests).toEqual([]);
  });

  it('no image by its content, or too large → typed outcome, asks nobody', async () => {
    const model = scriptedModel([]);
    const [analyze] = createVisionTools({ model });
    const context = contextWith({
      'text.png': Buffer.from('only words'),
      'doc.png': Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'),
      'huge.png': { bytes: png(), saidBytes: 21 * 1024 * 1024 },
    });
    const ask = (path: string) => analyze.execute({ arguments: { path, question: 'What?' }, context });
    expect(await ask('text.png')).toMatchObject({ ok: false, code: 'unsupported_type' });
    expect(await ask('doc.png')).toMatchObject({ message: expect.stringContaining('application/pdf') });
    expect(await ask('huge.png')).toMatchObject({
      code: 'file_too_large',
      message: expect.stringMatching(/21\.0 MB.*20\.0 MB/),
    });
    expect(model.requests).toEqual([]);
  });

  it('provider error → its code, message, remedy and retryability', async () => {
    for (const retryable of [true, false]) {
      const error = new ForerunError({
        code: 'provider_rate_limit',
        message: 'Model m answered 429.',
        remedy: 'Wait.',
        blame: 'provider',
        retryable,
      });
      const [analyze] = createVisionTools({ model: scriptedModel([{ error }]) });
      const context = contextWith({ 'a.png': png() });
      expect(await analyze.execute({ arguments: { path: 'a.png', question: 'What?' }, context })).toEqual({
        ok: false,
        code: 'provider_rate_limit',
        message: 'Model m answered 429. Wait.',
        retryable,
      });
    }
  });

  it('cancelled → says so; a bug → thrown', async () => {
    const context = contextWith({ 'a.png': png() }, { signal: AbortSignal.abort() });
    const ask = (error: Error, over = context) =>
      createVisionTools({ model: scriptedModel([{ error }]) })[0].execute({
        arguments: { path: 'a.png', question: 'What?' },
        context: over,
      });
    expect(await ask(new DOMException('aborted', 'AbortError'))).toMatchObject({
      code: 'cancelled',
      retryable: true,
    });
    const healthy = contextWith({ 'a.png': png() });
    await expect(ask(new TypeError('a bug'), healthy)).rejects.toThrow('a bug');
  });

  it('empty answer → failure with its cost; long answer → cut to the limit', async () => {
    const model = scriptedModel([{ text: ' \n' }, { text: 'x'.repeat(900) }]);
    const [analyze] = createVisionTools({ model });
    const context = contextWith({ 'a.png': png() }, { maxChars: 300 });
    const ask = () => analyze.execute({ arguments: { path: 'a.png', question: 'What?' }, context });
    expect(await ask()).toMatchObject({ ok: false, code: 'empty_answer', costUsd: USAGE.costUsd });
    const long = await ask();
    expect(long).toMatchObject({
      ok: true,
      truncated: true,
      text: expect.stringContaining('900 characters'),
    });
    expect(long.ok && long.text.length).toBe(300);
  });
});

describe('vision_ocr', () => {
  it('ahead → its request is one ahead, which gives way to real ones', async () => {
    const model = scriptedModel([{ text: 'EXIT' }]);
    const [, ocr] = createVisionTools({ model });
    const context = contextWith({ 'sign.gif': GIF }, { ahead: true });
    await ocr.execute({ arguments: { path: 'sign.gif' }, context });
    expect(model.requests[0]?.input).toMatchObject({ ahead: true });
  });

  it('image → one request for its text', async () => {
    const model = scriptedModel([{ text: 'EXIT' }]);
    const [, ocr] = createVisionTools({ model });
    const context = contextWith({ 'sign.gif': GIF });
    expect(await ocr.execute({ arguments: { path: 'sign.gif' }, context })).toMatchObject({
      ok: true,
      text: 'EXIT',
    });
    expect(model.requests[0]?.input).toMatchObject({ images: [{ mime: 'image/gif' }] });
  });
});

describe('names', () => {
  it('the same file written in several ways → one canonical form, found', async () => {
    const [analyze, ocr] = createVisionTools({
      model: scriptedModel([{ text: 'a' }, { text: 'b' }, { text: 'c' }]),
    });
    for (const path of ['a.png', './a.png', '/task/a.png']) {
      expect(ocr.normalise?.({ path })).toEqual({ path: 'a.png' });
      expect(analyze.normalise?.({ path, question: 'What?' })).toEqual({ path: 'a.png', question: 'What?' });
      const context = contextWith({ 'a.png': png() });
      expect(await ocr.execute({ arguments: { path }, context })).toMatchObject({ ok: true });
    }
  });
});
