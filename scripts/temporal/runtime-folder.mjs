import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScriptError } from '../shared/script-error.mjs';

/** A folder of this user alone, with a path short enough for Unix sockets (104 bytes on macOS). */
export function runtimeFolder() {
  const folder = path.join(os.tmpdir(), `forerun-${os.userInfo().uid}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return folder;
  const stat = fs.lstatSync(folder);
  const ours = stat.isDirectory() && stat.uid === process.getuid() && (stat.mode & 0o077) === 0;
  if (ours) return folder;
  throw new ScriptError({
    code: 'runtime_folder_unsafe',
    message: `${folder} belongs to somebody else or is open to others`,
    blame: 'user',
    remedy: 'Remove it, or set TMPDIR to a folder of your own.',
  });
}
