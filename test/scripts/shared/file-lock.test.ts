import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { waitFor } from '../../support/wait-for';
import { importScript, repoRoot } from '../helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';

interface Lock {
  fd: number | undefined;
  release(): void;
}
interface FileLock {
  tryLock(file: string): Promise<Lock | undefined>;
  waitForLock(file: string, options: { timeoutMs: number; onWait?: () => void }): Promise<Lock>;
}

const fileLock = () => importScript<FileLock>('shared/file-lock.mjs');
const newFile = () => path.join(temporaryFolder(), 'a.lock');

/** A process that takes the lock, runs `then`, and stays until it is killed. */
async function holder(file: string, then = '') {
  const script = `
    const { tryLock } = await import(${JSON.stringify(path.join(repoRoot, 'scripts/shared/file-lock.mjs'))});
    const lock = await tryLock(${JSON.stringify(file)});
    const { spawn } = await import('node:child_process');
    ${then}
    console.log(lock ? 'locked' : 'busy');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, answer: answer.toString().trim() };
}

describe('tryLock', () => {
  it('held in this process: → busy; released → free', async () => {
    const { tryLock } = await fileLock();
    const file = newFile();
    const lock = await tryLock(file);
    expect(lock).toBeDefined();
    expect(await tryLock(file)).toBeUndefined();
    lock?.release();
    const again = await tryLock(file);
    expect(again).toBeDefined();
    again?.release();
  });

  it('holder killed: kill -9 → the kernel frees it', async () => {
    const { tryLock } = await fileLock();
    const file = newFile();
    const { child, answer } = await holder(file);
    expect(answer).toBe('locked');
    expect(await tryLock(file)).toBeUndefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await tryLock(file);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('a child that inherits the descriptor: outlives the holder → the lock stays until it ends', async () => {
    const { tryLock } = await fileLock();
    const file = newFile();
    const sleeper = `const sleeper = spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', lock.fd] });
      console.log(sleeper.pid);`;
    const { child, answer } = await holder(file, sleeper);
    const sleeperPid = parseInt(answer, 10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await tryLock(file)).toBeUndefined();
    process.kill(sleeperPid, 'SIGKILL');
    await waitFor('a free lock', async () => {
      const lock = await tryLock(file);
      lock?.release();
      return lock !== undefined;
    });
  });

  it('no `flock` program: → an abstract socket locks as well', async () => {
    const { tryLock } = await fileLock();
    const file = newFile();
    const PATH = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const lock = await tryLock(file);
      expect(lock).toBeDefined();
      expect(await tryLock(file)).toBeUndefined();
      lock?.release();
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('waitForLock: never free → an error that names the file, after one notice', async () => {
    const { tryLock, waitForLock } = await fileLock();
    const file = newFile();
    const lock = await tryLock(file);
    const notices: string[] = [];
    const waiting = waitForLock(file, { timeoutMs: 120, onWait: () => void notices.push('waiting') });
    await expect(waiting).rejects.toMatchObject({
      code: 'lock_timeout',
      message: expect.stringContaining(file),
    });
    expect(notices).toEqual(['waiting']);
    lock?.release();
  });
});
