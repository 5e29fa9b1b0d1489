import fs from 'node:fs';
import { cachedCliPath } from '../cache-folder.mjs';
import { readCliVersion } from '../cli-version.mjs';

/** What an earlier command downloaded or built. */
export const fromCache = {
  name: "Forerun's cache",
  async find({ env }) {
    const path = cachedCliPath(env);
    if (!fs.existsSync(path)) return { ok: false, reason: `${path} is not there` };
    const version = await readCliVersion(path);
    return version.ok ? { ok: true, path } : version;
  },
};
