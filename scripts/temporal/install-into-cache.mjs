import fs from 'node:fs';
import path from 'node:path';
import { cachedCliPath } from './cache-folder.mjs';

/** Moves a finished binary to its place in one rename, so that nobody ever sees half of it. */
export function installIntoCache(binary, env) {
  const target = cachedCliPath(env);
  const temporary = `${target}.${process.pid}.tmp`;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(binary, temporary);
  fs.chmodSync(temporary, 0o755);
  fs.renameSync(temporary, target);
  return target;
}
