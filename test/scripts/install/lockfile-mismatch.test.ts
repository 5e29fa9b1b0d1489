import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { importScript } from '../helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeFile } from '../helpers/write-files';

type Packages = Record<string, { version: string; optional?: boolean }>;

async function mismatch(wanted: Packages, installed?: Packages): Promise<string | undefined> {
  const root = temporaryFolder();
  writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  if (installed) {
    const record = path.join(root, 'node_modules/.package-lock.json');
    writeFile(record, JSON.stringify({ packages: installed }));
    for (const location of Object.keys(installed)) writeFile(path.join(root, location, 'package.json'), '{}');
  }
  const script = await importScript<{ lockfileMismatch(root: string): string | undefined }>(
    'install/lockfile-mismatch.mjs',
  );
  return script.lockfileMismatch(root);
}

describe('lockfileMismatch', () => {
  const a = { 'node_modules/a': { version: '1.0.0' } };
  const b = { 'node_modules/@x/b': { version: '2.0.0' } };

  it.each<[string, Packages, Packages | undefined, string | undefined]>([
    ['nothing installed: → said so', a, undefined, 'node_modules is missing'],
    ['all as locked: → they fit', { ...a, ...b }, { ...a, ...b }, undefined],
    ['one missing: → named', { ...a, ...b }, a, '@x/b is missing'],
    [
      'another version: → both versions named',
      a,
      { 'node_modules/a': { version: '1.1.0' } },
      'a is 1.1.0, package-lock.json wants 1.0.0',
    ],
    [
      'an optional one missing: → they fit',
      { ...a, 'node_modules/o': { version: '1.0.0', optional: true } },
      a,
      undefined,
    ],
  ])('%s', async (_case, wanted, installed, expected) => {
    expect(await mismatch(wanted, installed)).toBe(expected);
  });
});
