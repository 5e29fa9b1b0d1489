import fs from 'node:fs';
import path from 'node:path';

/**
 * The `.forerun/` of a folder: the nearest one upwards; else a new one beside the nearest package.json or .git
 * upwards; else a new one right there. A new one keeps itself out of git.
 */
export function findForerunFolder(from = process.cwd()) {
  const ancestors = [...upwards(path.resolve(from))];
  const existing = ancestors.map((folder) => path.join(folder, '.forerun')).find(isFolder);
  if (existing) return fs.realpathSync(existing);
  const isRoot = (folder) => ['package.json', '.git'].some((name) => fs.existsSync(path.join(folder, name)));
  return makeForerunFolder(path.join(ancestors.find(isRoot) ?? ancestors[0], '.forerun'));
}

/** Makes the folder where it is missing, for its owner alone; returns its real path. */
export function makeForerunFolder(folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ignore = path.join(folder, '.gitignore');
  if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, '*\n');
  return fs.realpathSync(folder);
}

function* upwards(folder) {
  yield folder;
  const parent = path.dirname(folder);
  if (parent !== folder) yield* upwards(parent);
}

const isFolder = (file) => fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
