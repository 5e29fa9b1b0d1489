import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { putBehind, readFileHead, swapFileHead } from '../../store/file-head';
import { temporaryFolder } from '../support/temporary-folder';

const bytes = (number: number): Uint8Array => new TextEncoder().encode(`content ${number}`);

/** A head that was swapped so often; its folder. */
async function swapped(times: number): Promise<string> {
  const folder = join(temporaryFolder(), 'head');
  for (let number = 1; number <= times; number += 1) {
    const from = number === 1 ? undefined : bytes(number - 1);
    expect(await swapFileHead(folder, { from, to: bytes(number) })).toBe(true);
  }
  return folder;
}

describe('file head', () => {
  it('many swaps → the newest stands, and files do not pile up', async () => {
    const folder = await swapped(150);
    expect(await readFileHead(folder)).toEqual(Buffer.from(bytes(150)));
    expect(readdirSync(folder).length).toBeLessThanOrEqual(64);
  });

  it.each([0, 1, 2, 3, 35, 36, 37, 98, 99])(
    'somebody who read content %d stands still while others swap up to 100 → refused, nothing changed',
    async (number) => {
      const folder = await swapped(100);
      const before = readdirSync(folder);
      expect(await putBehind(folder, number, bytes(-1))).toBe(false);
      expect(readdirSync(folder)).toEqual(before);
      expect(await readFileHead(folder)).toEqual(Buffer.from(bytes(100)));
    },
  );

  it('two who stand still one behind the other → both refused', async () => {
    const folder = await swapped(100);
    const [first, second] = await Promise.all([
      putBehind(folder, 9, bytes(-1)),
      putBehind(folder, 10, bytes(-2)),
    ]);
    expect([first, second]).toEqual([false, false]);
    expect(await putBehind(folder, 100, bytes(101))).toBe(true);
  });
});
