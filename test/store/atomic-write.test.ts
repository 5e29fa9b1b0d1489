import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeFileAtomic } from '../../store/atomic-write';
import { temporaryFolder } from '../support/temporary-folder';

const base = temporaryFolder();

describe('writeFileAtomic', () => {
  it('new folders, then again: → the last content, and no other file', async () => {
    const path = join(base, 'a', 'b', 'result.json');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, new TextEncoder().encode('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(join(base, 'a', 'b'))).toEqual(['result.json']);
  });

  it('many writers at once: → one of their contents, whole', async () => {
    const path = join(base, 'shared.txt');
    const contents = Array.from({ length: 10 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect((await readdir(base)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a folder that is a file, a target that is a folder: → file_unwritable that names the path', async () => {
    await writeFile(join(base, 'file'), 'x');
    await mkdir(join(base, 'folder', 'inner'), { recursive: true });
    for (const path of [join(base, 'file', 'x'), join(base, 'folder')]) {
      const failure = { code: 'file_unwritable', message: expect.stringContaining(path) };
      await expect(writeFileAtomic(path, 'y')).rejects.toMatchObject(failure);
    }
    expect(await readFile(join(base, 'file'), 'utf8')).toBe('x');
  });
});
