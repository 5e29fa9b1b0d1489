import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '../../support/temporary-folder';
import { failure, folderWith, read, text, withPart } from './read-task-file';
import { zipBytes } from './zip-bytes';

const made = temporaryFolder();

describe('file_read: archives', () => {
  it('a zip → its files, sizes, and how to read one', async () => {
    const shown = await text('bundle.zip');
    expect(shown).toContain('- data/inner.csv (22 bytes)');
    expect(shown).toContain('"bundle.zip/data/inner.csv"');
  });

  it.each([
    ['bundle.zip/data/inner.csv', 'Ann,41'],
    ['bundle.zip/read me.txt', 'start here'],
    ['bundle.zip/nested.zip/deep.txt', 'found in the depth'],
    ['bundle.zip/book.xlsx', '## Sheet 2 "Plots"'],
    ['bundle.zip/docs/minutes.docx', 'bee club'],
    ['minutes.docx/word/document.xml', 'w:document'],
  ])('%s → the member, read like a file', async (path, expected) => {
    expect(await text(path)).toContain(expected);
  });

  it('an unknown member, a member of no archive → not_found', async () => {
    const unknown = await failure('bundle.zip/nope.txt');
    expect(unknown.code).toBe('not_found');
    expect(unknown.message).toContain('"data/inner.csv"');
    expect(await failure('script.py/inner')).toMatchObject({ code: 'not_found' });
  });

  it('an encrypted member → listed as such, and encrypted_file when read', async () => {
    const folder = await folderWith(
      made,
      'locked.zip',
      zipBytes([{ name: 's.txt', data: Buffer.from('x'), encrypted: true }]),
    );
    expect(await text('locked.zip', { folder })).toContain('s.txt (1 bytes, encrypted)');
    expect(await failure('locked.zip/s.txt', folder)).toMatchObject({
      code: 'encrypted_file',
      retryable: false,
    });
  });
});

describe('file_read: hostile and broken files', () => {
  it.each([
    ['broken.xlsx', 'unreadable_file'],
    ['broken.pdf', 'unreadable_file'],
    ['drawn.pdf', 'unreadable_file'],
    ['locked.pdf', 'encrypted_file'],
    ['encrypted.xlsx', 'encrypted_file'],
    ['program.bin', 'unsupported_type'],
    ['dot.png', 'wrong_tool'],
    ['picture-named.txt', 'wrong_tool'],
    ['tone.wav', 'wrong_tool'],
  ])('%s → %s, not to be retried', async (path, code) => {
    const outcome = await failure(path);
    expect(outcome).toMatchObject({ code, retryable: false });
    expect(outcome.message).toContain(path);
  });

  it('media → names the tool that can', async () => {
    expect((await failure('dot.png')).message).toContain('vision_analyze');
    expect((await failure('tone.wav')).message).toContain('audio_transcribe');
    expect((await failure('drawn.pdf')).message).toContain('vision_ocr');
  });

  it.each([
    ['honest about its size', undefined],
    ['lying about its size', 1_000],
  ])('a bomb %s → refused, and the next file is read', async (_how, claimedBytes) => {
    const data = Buffer.alloc(80 * 1024 * 1024, 'a');
    const folder = await folderWith(made, 'bomb.zip', zipBytes([{ name: 'a.txt', data, claimedBytes }]));
    const { code } = await failure('bomb.zip/a.txt', folder);
    expect(code).toBe(claimedBytes === undefined ? 'too_large' : 'unreadable_file');
    expect(await text('script.py')).toContain('def f');
  });

  it.each([
    ['minutes.docx', 'word/document.xml'],
    ['book.xlsx', 'xl/worksheets/sheet1.xml'],
    ['deck.pptx', 'ppt/slides/slide1.xml'],
  ])(
    '%s with a part that lies about its size → unreadable_file, and the next file is read',
    async (name, part) => {
      const bomb = await withPart(name, part, Buffer.alloc(40 * 1024 * 1024, 'a'), 1_000);
      const { code } = await failure(name, await folderWith(made, name, bomb));
      expect(code).toMatch(/^(too_large|unreadable_file)$/);
      expect(await text('script.py')).toContain('def f');
    },
  );

  it('a document that honestly unpacks to 200 MB → too_large', async () => {
    const bomb = await withPart('minutes.docx', 'word/document.xml', Buffer.alloc(200 * 1024 * 1024, 'a'));
    const folder = await folderWith(made, 'minutes.docx', bomb);
    expect(await failure('minutes.docx', folder)).toMatchObject({ code: 'too_large' });
  });

  it('a gzip bomb → too_large', async () => {
    const folder = await folderWith(made, 'a.txt.gz', gzipSync(Buffer.alloc(80 * 1024 * 1024)));
    expect(await failure('a.txt.gz', folder)).toMatchObject({ code: 'too_large' });
  });

  it('XML entities that multiply → no more than their text, or a typed outcome', async () => {
    const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
    const xml = `<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e0 "aaaaaaaaaa">${entities.join('')}]><p>&e12;</p>`;
    const bomb = await withPart('deck.pptx', 'ppt/presentation.xml', Buffer.from(xml));
    const outcome = await read('deck.pptx', { folder: await folderWith(made, 'deck.pptx', bomb) });
    expect(outcome.ok ? 'ok' : outcome.code).toMatch(/^(ok|unreadable_file|too_large)$/);
  });

  it('a file over 64 MB → too_large, with its size', async () => {
    const folder = await folderWith(made, 'huge.txt', Buffer.alloc(65 * 1024 * 1024, 'a'));
    const { code, message } = await failure('huge.txt', folder);
    expect(code).toBe('too_large');
    expect(message).toContain('65.0 MB');
  });
});
