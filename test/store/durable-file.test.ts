import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder';

const BUILT = path.resolve(__dirname, '../../dist/store/durable-file.js');

/** Writes two files; the second one's data never ends, and in the middle of it the process leaves. */
const LEAVING = `
const { readdirSync } = require('node:fs');
const [built, folder] = process.argv.slice(1);
const { writeDurably } = require(built);
const write = (name, data) => writeDurably({ path: folder + '/' + name, data, mode: 'replace' });
async function* endless() {
  for (;;) yield 'more';
}
write('whole', 'all of it')
  .then(() => void write('half', endless()))
  .then(() => {
    setInterval(() => {
      const open = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
      if (open.length === 1) process.exit(7);
    }, 5);
  });
`;

describe('writeDurably', () => {
  it('the process leaves in the middle → what was written whole, and nothing else', () => {
    const folder = temporaryFolder();
    const { status, stderr } = spawnSync(process.execPath, ['-e', LEAVING, BUILT, folder], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
    expect(readdirSync(folder)).toEqual(['whole']);
  });
});
