import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The first symbolic link below a folder whose target lies outside of it (or nowhere), relative to the folder. */
export async function outwardLink(folder: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  for (const entry of entries.filter((one) => one.isSymbolicLink())) {
    const path = join(entry.parentPath, entry.name);
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined || !`${target}${sep}`.startsWith(`${root}${sep}`)) return relative(root, path);
  }
  return undefined;
}
