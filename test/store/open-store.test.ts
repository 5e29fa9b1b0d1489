import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { assertStore } from '../../store/assert-store';
import type { FileStore } from '../../store/file-store';
import { openStore } from '../../store/open-store';
import { S3Store } from '../../store/s3-store';
import { MemoryStore } from '../support/memory-store';

describe('openStore', () => {
  it('file: → relative to the given folder, absolute paths as they are', () => {
    const root = (path: string) => (openStore({ kind: 'file', path }, { cwd: '/work' }) as FileStore).root;
    expect([root('.forerun/store'), root('/data')]).toEqual([join('/work', '.forerun/store'), '/data']);
  });

  it('s3: → a bucket store, without a connection yet', () => {
    const config = { kind: 's3', bucket: 'b', prefix: '', region: 'r', forcePathStyle: true } as const;
    expect(openStore(config, { cwd: '/' })).toBeInstanceOf(S3Store);
  });
});

describe('assertStore', () => {
  it('the same store: → nothing; another one: → store_mismatch that names both', async () => {
    await assertStore(new MemoryStore('one'), 'one');
    await expect(assertStore(new MemoryStore('one'), 'two')).rejects.toMatchObject({
      code: 'store_mismatch',
      message: expect.stringMatching(/one.*two/),
    });
  });
});
