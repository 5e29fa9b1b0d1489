import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../shared/file-lock.mjs';
import { findForerunFolder } from './forerun-folder.mjs';
import { sendMessage } from './message-lines.mjs';
import { readState } from './server-state.mjs';

const STOP_LIMIT_MS = 30_000;

/** What stands beside the database about its embedded server, or undefined when no keeper runs there. */
export async function serverStatus(forerunDir = findForerunFolder()) {
  if (!fs.existsSync(forerunDir) || (await isFree(forerunDir))) return undefined;
  return readState(forerunDir);
}

/**
 * Stops the embedded server of a folder, whoever holds leases.
 * @returns whether one ran; resolves when it has ended.
 */
export async function stopServer(forerunDir = findForerunFolder()) {
  const state = await serverStatus(forerunDir);
  if (!state) return false;
  const socket = net.connect(state.socket, () => sendMessage(socket, { type: 'stop' }));
  socket.on('error', () => socket.destroy());
  for (const deadline = Date.now() + STOP_LIMIT_MS; Date.now() < deadline; await sleep(50)) {
    if (await isFree(forerunDir)) break;
  }
  socket.destroy();
  return true;
}

async function isFree(folder) {
  const lock = await tryLock(path.join(folder, 'temporal.lock'));
  lock?.release();
  return lock !== undefined;
}
