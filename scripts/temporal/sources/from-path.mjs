import fs from 'node:fs';
import path from 'node:path';
import { executableName } from '../cache-folder.mjs';
import { readCliVersion } from '../cli-version.mjs';

/** The program `temporal` on PATH. */
export const fromPath = {
  name: '`temporal` on PATH',
  async find({ env }) {
    const found = (env.PATH ?? '')
      .split(path.delimiter)
      .filter((folder) => path.isAbsolute(folder))
      .map((folder) => path.join(folder, executableName))
      .find(isExecutable);
    if (!found) return { ok: false, reason: 'not there' };
    const version = await readCliVersion(found);
    return version.ok ? { ok: true, path: found } : version;
  },
};

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
