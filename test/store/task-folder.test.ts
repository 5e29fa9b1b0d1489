import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Attachment } from '../../contracts/task';
import { attachmentFileNames } from '../../store/attachment-names';
import { materialiseTask } from '../../store/task-folder';
import { MemoryStore } from '../support/memory-store';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();
let count = 0;
const newRoot = (): string => join(base, `cache-${(count += 1)}`);

async function attach(store: MemoryStore, name: string, text: string): Promise<Attachment> {
  return { name, hash: await store.putText(text), mime: 'text/plain', bytes: text.length };
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

describe('materialiseTask', () => {
  it('attachments: → a read-only folder with them; the same set gets the same folder', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    const files = [await attach(store, 'a.txt', 'A'), await attach(store, 'b.csv', 'B')];
    const folder = await materialiseTask(store, files, root);
    expect(await contents(folder)).toEqual({ 'a.txt': 'A', 'b.csv': 'B' });
    expect((await stat(folder)).mode & 0o222).toBe(0);
    expect((await stat(join(folder, 'a.txt'))).mode & 0o222).toBe(0);
    const reads = store.reads.length;
    expect(await materialiseTask(store, files, root)).toBe(folder);
    expect(store.reads).toHaveLength(reads);
    expect(await materialiseTask(store, files.slice(1), root)).not.toBe(folder);
  });

  it('no attachments: → an empty folder', async () => {
    expect(await contents(await materialiseTask(new MemoryStore(), [], newRoot()))).toEqual({});
  });

  it('many at once: → one folder, whole, nothing else left', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    const files = [await attach(store, 'a.txt', 'A'), await attach(store, 'b.txt', 'B')];
    const folders = await Promise.all(Array.from({ length: 12 }, () => materialiseTask(store, files, root)));
    expect(new Set(folders).size).toBe(1);
    expect(await contents(folders[0] ?? '')).toEqual({ 'a.txt': 'A', 'b.txt': 'B' });
    expect(await readdir(root)).toEqual([basename(folders[0] ?? '')]);
  });

  it('a crash half-way left an unfinished folder: → not mistaken for the whole one', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    await mkdir(join(root, '.0123456789abcdef.tmp'), { recursive: true });
    await writeFile(join(root, '.0123456789abcdef.tmp', 'a.txt'), 'ha');
    const folder = await materialiseTask(store, [await attach(store, 'a.txt', 'half')], root);
    expect(await contents(folder)).toEqual({ 'a.txt': 'half' });
  });

  it('a file was taken out of the folder: → made again', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    const files = [await attach(store, 'a.txt', 'A'), await attach(store, 'b.txt', 'B')];
    const folder = await materialiseTask(store, files, root);
    await chmod(folder, 0o700);
    await rm(join(folder, 'a.txt'));
    expect(await contents(await materialiseTask(store, files, root))).toEqual({ 'a.txt': 'A', 'b.txt': 'B' });
    expect(await readdir(root)).toEqual([basename(folder)]);
  });

  it('content missing or changed: → the store’s error, no folder', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    const good = await attach(store, 'a.txt', 'A');
    const changed = await attach(store, 'b.txt', 'B');
    store.blobs.set(changed.hash, new TextEncoder().encode('X'));
    await expect(materialiseTask(store, [good, changed], root)).rejects.toMatchObject({
      code: 'blob_corrupt',
    });
    store.blobs.delete(changed.hash);
    await expect(materialiseTask(store, [good, changed], root)).rejects.toMatchObject({
      code: 'blob_missing',
    });
    expect(await readdir(root)).toEqual([]);
  });

  it('names that point elsewhere: → stay inside the folder', async () => {
    const store = new MemoryStore();
    const root = newRoot();
    const names = ['../../evil.txt', '/etc/passwd', '..', 'C:\\x\\y.txt', 'a\0b'];
    const files = await Promise.all(names.map((name) => attach(store, name, name)));
    const folder = await materialiseTask(store, files, root);
    expect(Object.keys(await contents(folder))).toEqual(['_', 'a_b', 'evil.txt', 'passwd', 'y.txt']);
    expect(await readdir(root)).toHaveLength(1);
  });

  it('the cache is a file: → an error that names it', async () => {
    const root = newRoot();
    await writeFile(root, '');
    const failure = { code: 'store_unavailable', message: expect.stringContaining(root) };
    await expect(materialiseTask(new MemoryStore(), [], root)).rejects.toMatchObject(failure);
  });
});

describe('attachmentFileNames', () => {
  it('ordinary names: → kept', () => {
    const names = ['7bd855d8-463d.xlsx', 'Résumé (2).pdf', 'no-ending'];
    expect(attachmentFileNames(names.map((name) => ({ name })))).toEqual(names);
  });

  it('equal names, also but for their case: → told apart', () => {
    const names = ['a.txt', 'A.txt', 'a.txt', '2-a.txt'];
    expect(attachmentFileNames(names.map((name) => ({ name })))).toEqual([
      'a.txt',
      '2-A.txt',
      '3-a.txt',
      '2-2-a.txt',
    ]);
  });

  it('a long name: → shortened, its ending kept', () => {
    const [name = ''] = attachmentFileNames([{ name: `${'ü'.repeat(300)}.docx` }]);
    expect(name.endsWith('ü.docx')).toBe(true);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  });

  it('any names: → harmless, distinct, as many as given', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('.', '..', '', '/', 'a/..', '.env', '\u202e'),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (given) => {
        const names = attachmentFileNames(given.map((text) => ({ name: text })));
        expect(names).toHaveLength(given.length);
        expect(new Set(names.map((text) => text.toLowerCase())).size).toBe(given.length);
        for (const text of names) expect(text).toMatch(/^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u);
      }),
    );
  });
});

it('hash of a set: → does not depend on the cache’s place', async () => {
  const store = new MemoryStore();
  const file = await attach(store, 'a', 'A');
  expect(file.hash).toBe(createHash('sha256').update('A').digest('hex'));
  const [one, two] = await Promise.all(
    [newRoot(), newRoot()].map((root) => materialiseTask(store, [file], root)),
  );
  expect(basename(one ?? '')).toBe(basename(two ?? ''));
});
