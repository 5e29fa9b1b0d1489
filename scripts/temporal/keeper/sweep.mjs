import fs from 'node:fs';
import path from 'node:path';
import { tryLock } from '../../shared/file-lock.mjs';
import { readState } from '../server-state.mjs';
import { endOrphan } from './orphan.mjs';

/** Younger folders may belong to a keeper that has not taken its lock yet. */
const OLD_MS = 60_000;

/** Ends what killed keepers of in-memory servers left behind: beside `folder`, their servers and folders. */
export async function sweepBeside(folder, log) {
  for (const name of fs.readdirSync(path.dirname(folder))) {
    const other = path.join(path.dirname(folder), name);
    if (!name.startsWith('memory-') || other === folder || ageMs(other) < OLD_MS) continue;
    const lock = await tryLock(path.join(other, 'temporal.lock')).catch(() => undefined);
    if (!lock) continue;
    await endOrphan(readState(other), log);
    fs.rmSync(other, { recursive: true, force: true });
    lock.release();
  }
}

const ageMs = (file) => Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
