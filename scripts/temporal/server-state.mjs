import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../shared/write-atomically.mjs';

/**
 * What stands beside a database about its server, for people, tests and the next keeper:
 * `{ status: 'starting' | 'ready' | 'restarting' | 'stopped', mode, keeperPid, serverPid, socket, address,
 * namespace, uiUrl, port, uiPort, database, log }`. It is news, not the lock.
 */
export const stateFile = (folder) => path.join(folder, 'temporal.json');

/** @returns the state, or undefined where there is none that can be read. */
export function readState(folder) {
  try {
    return JSON.parse(fs.readFileSync(stateFile(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

export const writeState = (folder, state) =>
  writeAtomically(stateFile(folder), JSON.stringify(state, undefined, 2) + '\n');
