import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReadableFolders } from './sandbox-types';

/** A file in each folder by which it is recognised. */
const MARKS = { child: 'channel.mjs', wheels: 'MANIFEST.json' };

/** Where the child's programs and packages lie: beside this file, or, after a build, in the sources it came from. */
export function shippedFolders(): ReadableFolders {
  return {
    app: assetFolder('child'),
    wheels: assetFolder('wheels'),
    pyodide: dirname(require.resolve('pyodide/package.json')),
  };
}

/** The build compiles TypeScript only; what is shipped as it is stays in `tools/sandbox`. */
export function assetFolder(name: keyof typeof MARKS): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const candidate of [join(folder, name), join(folder, 'tools', 'sandbox', name)]) {
      if (existsSync(join(candidate, MARKS[name]))) return candidate;
    }
    if (dirname(folder) === folder) throw new Error(`sandbox: the folder "${name}" was not shipped`);
  }
}
