import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The nearest file or folder of a name, in a folder or above it; undefined where there is none. */
export async function findUpwards(
  from: string,
  name: string,
  kind: 'file' | 'folder',
): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (kind === 'file' ? found?.isFile() : found?.isDirectory()) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
