import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('./keeper/main.mjs', import.meta.url));
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/**
 * Starts a keeper that outlives this process and its terminal; it writes to `temporal.log` in its folder.
 * @returns `{ pid, exited() }`, where `exited()` is its exit status, or undefined while it runs.
 */
export function spawnKeeper(options) {
  const log = path.join(options.folder, 'temporal.log');
  if ((fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES)
    fs.renameSync(log, `${log}.1`);
  const fd = fs.openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [KEEPER, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', fd, fd],
    cwd: options.folder,
    env: { ...process.env, NODE_OPTIONS: '' },
    windowsHide: true,
  });
  fs.closeSync(fd);
  let failure;
  child.once('error', (error) => (failure = error.message));
  child.unref();
  return { pid: child.pid, exited: () => failure ?? child.exitCode ?? child.signalCode ?? undefined };
}
