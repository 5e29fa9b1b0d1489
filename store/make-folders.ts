import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it; the first that was made, undefined where all were there. Throws Node's own errors.
 * Not `mkdir` with `recursive`: where a file system says ENOENT although the parent is there, as /proc does, Node 20
 * loops for ever and takes all memory.
 */
export async function makeFolders(folder: string, mode?: number): Promise<string | undefined> {
  const path = resolve(folder);
  if (await isFolder(path)) return undefined;
  const parent = dirname(path);
  const first = parent === path ? undefined : await makeFolders(parent, mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    // Somebody else was faster.
    if (await isFolder(path)) return first;
    throw error;
  }
  return first ?? path;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
