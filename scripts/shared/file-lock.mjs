import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptError } from './script-error.mjs';

/** `open` flags that Node passes through but does not name: an exclusive lock, held while the file is open. */
const BSD_O_EXLOCK = 0x20;
const WINDOWS_UV_FS_O_EXLOCK = 0x10000000;

/**
 * Takes an exclusive lock that the kernel frees when its holder dies, however it dies. Never waits.
 *
 * Linux: flock(2), by the `flock` program on a descriptor it inherits, because Node has no call for it; the
 * lock belongs to the open file and stays ours after that program ended. Without that program: an abstract
 * socket named after the file. macOS and the BSDs: O_EXLOCK. Windows: an unshared open.
 *
 * The file stays behind on purpose: unlinking a lock file lets two processes lock two files of one name.
 *
 * @returns undefined when another process holds it, else `{ fd, release }`. A child that inherits `fd`
 *   (undefined where the lock is a socket) shares the lock: it is then free when both have ended.
 */
export async function tryLock(file) {
  if (process.platform === 'linux') return lockWithFlock(file);
  const windows = process.platform === 'win32';
  const flag = windows ? WINDOWS_UV_FS_O_EXLOCK : BSD_O_EXLOCK | fs.constants.O_NONBLOCK;
  try {
    return held(fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT | flag, 0o600));
  } catch (error) {
    if (['EAGAIN', 'EWOULDBLOCK', 'EBUSY', 'EPERM'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Waits for the lock, asking every 50 ms; `onWait` is called once if another process holds it. */
export async function waitForLock(file, { timeoutMs, onWait }) {
  const deadline = Date.now() + timeoutMs;
  for (let first = true; ; first = false) {
    const lock = await tryLock(file);
    if (lock) return lock;
    if (first) onWait?.();
    if (Date.now() > deadline) {
      throw new ScriptError({
        code: 'lock_timeout',
        message: `another process has held ${file} for more than ${Math.round(timeoutMs / 1000)} s`,
        remedy: 'Wait for the other command, or end it.',
      });
    }
    await sleep(50);
  }
}

const held = (fd) => ({ fd, release: () => fs.closeSync(fd) });

function lockWithFlock(file) {
  const fd = fs.openSync(file, 'a', 0o600);
  const result = spawnSync('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'pipe', fd] });
  if (result.status === 0) return held(fd);
  fs.closeSync(fd);
  if (result.status === 1) return undefined;
  if (result.error?.code === 'ENOENT') return lockWithAbstractSocket(file);
  throw new ScriptError({
    code: 'lock_failed',
    message: `cannot lock ${file}: ${result.error?.message ?? result.stderr.toString().trim()}`,
    remedy: 'Put the folder on a local file system that supports locks.',
  });
}

function lockWithAbstractSocket(file) {
  const name = `\0forerun-${createHash('sha256').update(fs.realpathSync(file)).digest('hex')}`;
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => resolve({ fd: undefined, release: () => server.close() }));
  });
}
