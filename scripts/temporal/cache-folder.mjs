import os from 'node:os';
import path from 'node:path';
import { TEMPORAL_CLI_VERSION } from './cli-version.mjs';

export const executableName = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** Where Forerun keeps its own Temporal CLI: outside the repo, shared by all clones. */
export function cachedCliPath(env) {
  const home = env.HOME ?? env.USERPROFILE ?? os.homedir();
  const base = env.XDG_CACHE_HOME || path.join(home, '.cache');
  return path.join(base, 'forerun', 'temporal', TEMPORAL_CLI_VERSION, executableName);
}
