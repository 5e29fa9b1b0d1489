import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BlobStore } from '../../contracts/blob-store';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined): string | undefined => data && new TextDecoder().decode(data);
const hashOf = (data: string): string => createHash('sha256').update(data).digest('hex');

export interface StoreUnderTest {
  /** A new, empty store, and a second client of the same one. */
  open(): Promise<{ store: BlobStore; other: BlobStore }>;
  /** Changes the stored content of a blob behind the store's back. */
  damage(store: BlobStore, hash: string, content: string): Promise<void>;
}

/** What every blob store promises (contracts/blob-store.ts). */
export function describeBlobStore(name: string, { open, damage }: StoreUnderTest): void {
  describe(`${name} as a blob store`, () => {
    it('put and get: → the same bytes, under their SHA-256, for every client', async () => {
      const { store, other } = await open();
      const hash = await store.put(bytes('hällo\0'));
      expect(hash).toBe(hashOf('hällo\0'));
      expect(text(await other.get(hash))).toBe('hällo\0');
      expect(await store.put(bytes('hällo\0'))).toBe(hash);
      expect(text(await store.get(await store.put(new Uint8Array())))).toBe('');
    });

    it('has: → only what was put', async () => {
      const { store } = await open();
      const hash = await store.put(bytes('a'));
      expect([await store.has(hash), await store.has(hashOf('b'))]).toEqual([true, false]);
    });

    it('get of what was never put: → blob_missing that names the id, not to be retried', async () => {
      const { store } = await open();
      await expect(store.get(hashOf('x'))).rejects.toMatchObject({
        code: 'blob_missing',
        retryable: false,
        message: expect.stringContaining(hashOf('x')),
      });
    });

    it('content changed in place: → blob_corrupt, and a put of another length repairs it', async () => {
      const { store } = await open();
      const hash = await store.put(bytes('content'));
      await damage(store, hash, 'CONTENT');
      await expect(store.get(hash)).rejects.toMatchObject({ code: 'blob_corrupt', retryable: false });
      await damage(store, hash, 'cut');
      await store.put(bytes('content'));
      expect(text(await store.get(hash))).toBe('content');
    });

    it.each(['', '../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`])(
      'id %j: → invalid_hash',
      async (hash) => {
        const { store } = await open();
        await expect(store.get(hash)).rejects.toMatchObject({ code: 'invalid_hash' });
        await expect(store.has(hash)).rejects.toMatchObject({ code: 'invalid_hash' });
      },
    );

    it('named documents: → overwritten by put, kept by create', async () => {
      const { store, other } = await open();
      expect(await store.getNamed('runs/a.json')).toBeUndefined();
      await store.putNamed('runs/a.json', bytes('1'));
      await other.putNamed('runs/a.json', bytes('2'));
      expect(await store.createNamed('runs/a.json', bytes('3'))).toBe(false);
      expect(text(await store.getNamed('runs/a.json'))).toBe('2');
    });

    it('many create the same name at once: → exactly one wins, and all read its content', async () => {
      const { store, other } = await open();
      const attempts = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? store : other).createNamed('lock', bytes(`content ${index}`)),
      );
      const won = await Promise.all(attempts);
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text(await store.getNamed('lock'))).toBe(`content ${won.indexOf(true)}`);
    });

    it('a head: → swapped only where the expected content stands, seen by every client', async () => {
      const { store, other } = await open();
      expect(await store.getHead('profiles/a')).toBeUndefined();
      expect(await store.swapHead('profiles/a', { from: bytes('0'), to: bytes('1') })).toBe(false);
      expect(await store.swapHead('profiles/a', { from: undefined, to: bytes('1') })).toBe(true);
      expect(await other.swapHead('profiles/a', { from: undefined, to: bytes('x') })).toBe(false);
      expect(await other.swapHead('profiles/a', { from: bytes('1'), to: bytes('2') })).toBe(true);
      expect(await store.swapHead('profiles/a', { from: bytes('1'), to: bytes('x') })).toBe(false);
      expect(text(await store.getHead('profiles/a'))).toBe('2');
      expect(await store.getHead('profiles/b')).toBeUndefined();
      expect(await store.getNamed('profiles/a')).toBeUndefined();
    });

    it('a head that takes back an earlier content, and an empty one → contents like others', async () => {
      const { store } = await open();
      await store.swapHead('h', { from: undefined, to: bytes('') });
      expect(text(await store.getHead('h'))).toBe('');
      await store.swapHead('h', { from: bytes(''), to: bytes('1') });
      expect(await store.swapHead('h', { from: bytes('1'), to: bytes('') })).toBe(true);
      expect(text(await store.getHead('h'))).toBe('');
    });

    it('many make the same head at once: → exactly one wins', async () => {
      const { store, other } = await open();
      const swaps = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? store : other).swapHead('h', { from: undefined, to: bytes(`content ${index}`) }),
      );
      const won = await Promise.all(swaps);
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text(await store.getHead('h'))).toBe(`content ${won.indexOf(true)}`);
    });

    it('many count on one head at once: → no count is lost', async () => {
      const { store, other } = await open();
      const count = async (client: BlobStore): Promise<void> => {
        for (;;) {
          const from = await client.getHead('h');
          const to = bytes(String(Number(text(from) ?? 0) + 1));
          if (await client.swapHead('h', { from, to })) return;
        }
      };
      await Promise.all(Array.from({ length: 24 }, (_, index) => count(index % 2 ? store : other)));
      expect(text(await store.getHead('h'))).toBe('24');
    });

    it.each([
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      '.hidden',
      'a/.b',
      'A',
      'a b',
      'a\0b',
      'a\\b',
      'x'.repeat(600),
    ])('name %j: → invalid_name', async (bad) => {
      const { store } = await open();
      const refused = expect.objectContaining({ code: 'invalid_name' });
      await expect(store.putNamed(bad, bytes('x'))).rejects.toEqual(refused);
      await expect(store.createNamed(bad, bytes('x'))).rejects.toEqual(refused);
      await expect(store.getNamed(bad)).rejects.toEqual(refused);
      await expect(store.getHead(bad)).rejects.toEqual(refused);
      await expect(store.swapHead(bad, { from: undefined, to: bytes('x') })).rejects.toEqual(refused);
    });

    it('id: → the same for all clients, also when they ask at once, and another for another store', async () => {
      const { store, other } = await open();
      const ids = await Promise.all([store.id(), other.id(), store.id(), other.id()]);
      expect(new Set(ids).size).toBe(1);
      expect(await (await open()).store.id()).not.toBe(ids[0]);
    });

    it('many puts at once, equal ones among them: → all there', async () => {
      const { store, other } = await open();
      const contents = Array.from({ length: 30 }, (_, index) => `text ${index % 10}`);
      const hashes = await Promise.all(contents.map((c, index) => (index % 2 ? store : other).put(bytes(c))));
      const back = await Promise.all(hashes.map((hash) => store.get(hash)));
      expect(back.map(text)).toEqual(contents);
    });
  });
}
