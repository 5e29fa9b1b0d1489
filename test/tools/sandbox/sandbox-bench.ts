import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from '@jest/globals';
import { chooseWall } from '../../../tools/sandbox/choose-wall';
import { runSandboxed, type SandboxOptions } from '../../../tools/sandbox/run-sandboxed';
import type { SandboxRequest, SandboxResult } from '../../../tools/sandbox/sandbox-types';

export const STRONG: SandboxOptions = { allowWeak: false };
/** As on a machine without namespaces: the program that makes them is not there. */
export const WITHOUT_UNSHARE = '/nowhere/unshare';

/** A folder of the machine and, in it, one of a task; both vanish after the file's tests. */
export function testFolders(): { outside: string; task: string } {
  const folders = { outside: '', task: '' };
  beforeAll(async () => {
    folders.outside = await mkdtemp(join(tmpdir(), 'forerun-outside-'));
    folders.task = await mkdtemp(join(tmpdir(), 'forerun-task-'));
    await writeFile(join(folders.task, 'data.txt'), 'twelve apples\n');
  });
  afterAll(async () => {
    await rm(folders.outside, { recursive: true, force: true });
    await rm(folders.task, { recursive: true, force: true });
  });
  return folders;
}

export function run(
  request: Partial<SandboxRequest> & Pick<SandboxRequest, 'language' | 'code'>,
  options: SandboxOptions = STRONG,
): Promise<SandboxResult> {
  const signal = new AbortController().signal;
  return runSandboxed({ timeoutMs: 40_000, memoryMb: 256, signal, ...request }, options);
}

/** Everything that a result says, for assertions about what must not be in it. */
export function words(result: SandboxResult | undefined): string {
  return JSON.stringify(result);
}

/** Tests that need the real wall: where there is none they are skipped, and the reason is printed. */
export function itBehindTheWall(name: string, test: () => Promise<void>): void {
  it(
    name,
    async () => {
      const choice = await chooseWall({ allowWeak: false });
      if (choice.wall === undefined) {
        process.stderr.write(`SKIPPED "${name}": ${choice.reason}\n`);
        return;
      }
      await test();
    },
    180_000,
  );
}
