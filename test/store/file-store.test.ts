import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { FileStore } from '../../store/file-store';
import { fileStoreError } from '../../store/store-errors';
import { describeBlobStore } from '../support/blob-store-contract';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();
let count = 0;
const newRoot = (): string => join(base, `deep/store-${(count += 1)}`);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const blobPath = (root: string, hash: string): string => join(root, 'blobs', hash.slice(0, 2), hash);
const isRoot = process.getuid?.() === 0;

describeBlobStore('FileStore', {
  open: async () => {
    const root = newRoot();
    return { store: new FileStore(root), other: new FileStore(root) };
  },
  damage: async (store, hash, content) => writeFile(blobPath((store as FileStore).root, hash), content),
});

/** A store with one blob whose file has been changed behind its back. */
async function damagedStore(content: string, changed: string) {
  const store = new FileStore(newRoot());
  const hash = await store.put(bytes(content));
  await writeFile(blobPath(store.root, hash), changed);
  return { root: store.root, get: () => store.get(hash) };
}

describe('FileStore', () => {
  it('folders and files: → for the owner alone, and no unfinished file is left', async () => {
    const store = new FileStore(newRoot());
    const hash = await store.put(bytes('secret'));
    await store.createNamed('a/b', bytes('x'));
    await store.createNamed('a/b', bytes('y'));
    const modes = await Promise.all(
      [store.root, join(store.root, 'blobs'), join(blobPath(store.root, hash), '..')].map(async (path) => {
        return ((await stat(path)).mode & 0o777).toString(8);
      }),
    );
    expect(modes).toEqual(['700', '700', '700']);
    expect(((await stat(blobPath(store.root, hash))).mode & 0o777).toString(8)).toBe('600');
    const names = await readdir(store.root, { recursive: true });
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('put of a blob that is there: → the file is not written again', async () => {
    const store = new FileStore(newRoot());
    const hash = await store.put(bytes('same'));
    const before = await stat(blobPath(store.root, hash));
    await new FileStore(store.root).put(bytes('same'));
    const after = await stat(blobPath(store.root, hash));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it.each(['CONTENT', 'contenT', 'cut', ''])(
    'a blob that was changed to %j: → repaired by the first put of a process that does not know it yet',
    async (changed) => {
      const { root, ...store } = await damagedStore('content', changed);
      await expect(store.get()).rejects.toMatchObject({ code: 'blob_corrupt' });
      await new FileStore(root).put(bytes('content'));
      expect(Buffer.from(await store.get()).toString()).toBe('content');
    },
  );

  it('a large blob that was changed near its end: → repaired', async () => {
    const large = 'x'.repeat(300_000);
    const { root, ...store } = await damagedStore(large, `${large.slice(1)}y`);
    await new FileStore(root).put(bytes(large));
    expect((await store.get()).length).toBe(large.length);
  });

  it('a process killed in the middle of a put: → nothing under the blob’s name, and the put works afterwards', async () => {
    const store = new FileStore(newRoot());
    const hash = createHash('sha256').update('later').digest('hex');
    const folder = join(blobPath(store.root, hash), '..');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.0123456789abcdef.tmp'), 'la');
    expect(await store.has(hash)).toBe(false);
    expect(await store.put(bytes('later'))).toBe(hash);
    expect(new TextDecoder().decode(await store.get(hash))).toBe('later');
  });

  it('damaged store.json: → an error that names it, instead of a new id', async () => {
    const root = newRoot();
    await new FileStore(root).id();
    await writeFile(join(root, 'store.json'), '{');
    const store = new FileStore(root);
    await expect(store.id()).rejects.toMatchObject({ code: 'store_unavailable', retryable: false });
    await expect(store.id()).rejects.toThrow('store.json');
    expect(await readFile(join(root, 'store.json'), 'utf8')).toBe('{');
  });

  it('root is a file: → store_unavailable with what to do', async () => {
    const root = newRoot();
    await mkdir(join(root, '..'), { recursive: true });
    await writeFile(root, 'not a folder');
    const failure = { code: 'store_unavailable', remedy: expect.stringContaining('FORERUN_STORE_PATH') };
    await expect(new FileStore(root).put(bytes('x'))).rejects.toMatchObject(failure);
  });

  it('reading an empty place: → makes no folder', async () => {
    const store = new FileStore(newRoot());
    expect(await store.getNamed('a')).toBeUndefined();
    expect(existsSync(store.root)).toBe(false);
  });

  (isRoot ? it.skip : it)('no right to write: → store_unwritable', async () => {
    const root = newRoot();
    await mkdir(root, { recursive: true });
    await chmod(root, 0o500);
    await expect(new FileStore(root).put(bytes('x'))).rejects.toMatchObject({ code: 'store_unwritable' });
  });

  const small = join(base, 'small');
  const canMount = isRoot && mountSmall(small) && unmount(small);
  (canMount ? it : it.skip)(
    'a full disk: → store_full, nothing half-written, and it works once there is room',
    async () => {
      expect(mountSmall(small)).toBe(true);
      const store = new FileStore(join(small, 'store'));
      const large = new Uint8Array(1_000_000).fill(7);
      try {
        await expect(store.put(large)).rejects.toMatchObject({ code: 'store_full' });
        const names = await readdir(small, { recursive: true, withFileTypes: true });
        expect(names.filter((entry) => entry.isFile())).toEqual([]);
        expect(await store.put(bytes('small'))).toMatch(/^[0-9a-f]{64}$/);
      } finally {
        unmount(small);
      }
    },
  );

  it.each([
    ['ENOSPC', 'write', 'store_full', false],
    ['EDQUOT', 'write', 'store_full', false],
    ['EROFS', 'write', 'store_unwritable', false],
    ['EACCES', 'write', 'store_unwritable', false],
    ['EACCES', 'read', 'store_unavailable', false],
    ['EMFILE', 'read', 'store_unavailable', true],
    ['EIO', 'write', 'store_unavailable', true],
  ] as const)('%s on %s: → %s', (code, operation, expected, retryable) => {
    const error = fileStoreError('/s', Object.assign(new Error(code), { code }), operation);
    expect(error).toMatchObject({ code: expected, retryable, message: expect.stringContaining('/s') });
    expect(error.remedy).toMatch(/\.$/);
  });
});

/** A file system of 256 KiB, where this user may mount one. */
function mountSmall(folder: string): boolean {
  const made = spawnSync('mkdir', ['-p', folder]);
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
  return made.status === 0 && done.status === 0;
}

function unmount(folder: string): boolean {
  return spawnSync('umount', [folder]).status === 0;
}
