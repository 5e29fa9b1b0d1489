import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { importTemporal } from '../helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeFile } from '../helpers/write-files';

describe('findForerunFolder', () => {
  it('one upwards: → that one, though a project is nearer', async () => {
    const { findForerunFolder } = await importTemporal();
    const root = temporaryFolder();
    fs.mkdirSync(path.join(root, '.forerun'));
    writeFile(path.join(root, 'a/package.json'), '{}');
    expect(findForerunFolder(path.join(root, 'a'))).toBe(path.join(root, '.forerun'));
  });

  it('none upwards: inside a project → beside its package.json, kept out of git', async () => {
    const { findForerunFolder } = await importTemporal();
    const root = temporaryFolder();
    writeFile(path.join(root, 'package.json'), '{}');
    fs.mkdirSync(path.join(root, 'a/b'), { recursive: true });
    expect(findForerunFolder(path.join(root, 'a/b'))).toBe(path.join(root, '.forerun'));
    expect(fs.readFileSync(path.join(root, '.forerun/.gitignore'), 'utf8')).toBe('*\n');
    expect(fs.statSync(path.join(root, '.forerun')).mode & 0o077).toBe(0);
  });

  it('none upwards: no project → in the folder itself', async () => {
    const { findForerunFolder } = await importTemporal();
    const root = temporaryFolder();
    expect(findForerunFolder(root)).toBe(path.join(root, '.forerun'));
  });
});
