import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { processWall } from '../../../tools/sandbox/process-wall';
import { findOrMakeSnapshot, pythonSnapshot } from '../../../tools/sandbox/python-snapshot';
import { runWalled } from '../../../tools/sandbox/run-walled';
import { temporaryFolder } from '../../support/temporary-folder';

const before = process.env.XDG_CACHE_HOME;
const cache = temporaryFolder({ file: '' });

beforeAll(() => {
  process.env.XDG_CACHE_HOME = join(cache, 'file');
});

afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
});

describe('pythonSnapshot', () => {
  it('none yet → made whole and private, found the next time, nothing left beside it', async () => {
    const folder = await findOrMakeSnapshot(cache);
    expect(folder.startsWith(cache)).toBe(true);
    expect(readdirSync(folder)).toEqual(['start.snapshot']);
    const made = statSync(join(folder, 'start.snapshot'));
    expect(made.mode & 0o077).toBe(0);
    expect(made.size).toBeGreaterThan(1_000_000);
    expect(await findOrMakeSnapshot(cache)).toBe(folder);
    expect(statSync(join(folder, 'start.snapshot')).mtimeMs).toBe(made.mtimeMs);
  }, 120_000);

  it('cache cannot be written → none, and Python runs without', async () => {
    await expect(findOrMakeSnapshot(join(cache, 'file'))).rejects.toThrow('ENOTDIR');
    expect(await pythonSnapshot()).toBeUndefined();
    const signal = new AbortController().signal;
    const request = { language: 'python', code: '6 * 7', timeoutMs: 100_000, memoryMb: 256, signal } as const;
    expect(await runWalled(processWall(), request)).toMatchObject({ kind: 'finished', value: '42' });
  }, 120_000);
});
