import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of Forerun's package.json, upwards from this file: the same from the sources and from dist/. */
export function packageRoot(from = __dirname): string {
  const parent = dirname(from);
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'scripts'))) return from;
  if (parent === from) throw new Error(`no package.json above ${__dirname}`);
  return packageRoot(parent);
}

/** A compiled program, such as `workers/main.js`. */
export const programPath = (name: string): string => join(packageRoot(), 'dist', name);
