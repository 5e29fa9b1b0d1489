import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeFolders } from '../../store/make-folders';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();

describe('makeFolders', () => {
  it('several that are missing → made with the mode, the first is told', async () => {
    expect(await makeFolders(join(base, 'a/b/c'), 0o700)).toBe(join(base, 'a'));
    expect(statSync(join(base, 'a/b/c')).mode & 0o777).toBe(0o700);
  });

  it('one that is there → undefined', async () => {
    expect(await makeFolders(base)).toBeUndefined();
  });

  it('several callers at once → made once, no error', async () => {
    const path = join(base, 'race/x/y');
    await Promise.all(Array.from({ length: 8 }, () => makeFolders(path)));
    expect(existsSync(path)).toBe(true);
  });

  it('a file in the way → error', async () => {
    writeFileSync(join(base, 'file'), '');
    await expect(makeFolders(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolders(join(base, 'file/below'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  const itOnLinux = process.platform === 'linux' ? it : it.skip;
  itOnLinux(
    'a file system that takes no folders and says ENOENT → error instead of an endless loop',
    async () => {
      await expect(makeFolders('/proc/forerun-none')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(makeFolders('/proc/forerun-none/below')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
