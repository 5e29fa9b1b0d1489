import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { FileReadError } from './file-read-error';

const LISTED_FILES = 60;

/** A file of the task, and the rest of the path where that leads on into an archive. */
export interface FoundFile {
  kind: 'file';
  absolute: string;
  /** Relative to the folder, with `/`. */
  name: string;
  /** `inner.csv` of `bundle.zip/inner.csv`; empty for the file itself. */
  inside: string;
}

export interface FoundFolder {
  kind: 'folder';
  name: string;
  files: string[];
}

/** The path as the key holds it: `/` between names, no `.`, no doubled slashes; `..` resolved as far as it can be. */
export function normalisePath(path: string): string {
  const plain = path.replace(/^file:\/\//, '').replaceAll('\\', '/');
  const names: string[] = [];
  for (const name of plain.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else names.push(name);
  }
  return (plain.startsWith('/') ? '/' : '') + names.join('/') || '.';
}

/**
 * Finds what a model-given path names inside of the task's folder. Nothing outside is ever opened or looked at,
 * whether by `..`, an absolute path or a symbolic link. Throws FileReadError `outside_task_folder` and `not_found`;
 * the latter lists the files that there are.
 */
export async function findInTaskFolder(folder: string, path: string): Promise<FoundFile | FoundFolder> {
  const root = await realpath(folder);
  const names = namesInside([folder, root], normalisePath(path));
  if (names === undefined) throw await outside(root, path);
  let at = root;
  for (let index = 0; index < names.length; index += 1) {
    at = await resolveInside(root, join(at, names[index]!), path);
    const info = await stat(at);
    if (info.isFile()) {
      const name = names.slice(0, index + 1).join('/');
      return { kind: 'file', absolute: at, name, inside: names.slice(index + 1).join('/') };
    }
    if (!info.isDirectory()) throw await notFound(root, path);
  }
  return { kind: 'folder', name: names.join('/') || '.', files: await listFiles(at) };
}

/** Names below the folder, or undefined for a path that leads out of it. */
function namesInside(folders: string[], path: string): string[] | undefined {
  if (path.startsWith('/') || isAbsolute(path)) {
    const inside = folders
      .map((folder) => relative(folder, path))
      .find((rest) => !isAbsolute(rest) && rest !== '..' && !rest.startsWith(`..${sep}`));
    return inside === undefined ? undefined : inside.split(sep).filter((name) => name !== '');
  }
  const names = path.split('/').filter((name) => name !== '.');
  return names.includes('..') ? undefined : names;
}

async function resolveInside(root: string, path: string, asked: string): Promise<string> {
  let real: string;
  try {
    real = await realpath(path);
  } catch {
    throw await notFound(root, asked);
  }
  if (real !== root && !real.startsWith(root + sep)) throw await outside(root, asked);
  return real;
}

async function outside(root: string, path: string): Promise<FileReadError> {
  return new FileReadError(
    'outside_task_folder',
    `"${path}" is not in the task's folder, and nothing else can be read. ${await filesThereAre(root)}`,
  );
}

async function notFound(root: string, path: string): Promise<FileReadError> {
  return new FileReadError('not_found', `There is no file "${path}". ${await filesThereAre(root)}`);
}

async function filesThereAre(root: string): Promise<string> {
  const files = await listFiles(root);
  return files.length === 0 ? 'The task has no files.' : `The task's files: ${showNames(files)}.`;
}

/** Names for people, cut after the first sixty. */
export function showNames(names: string[]): string {
  const shown = names.slice(0, LISTED_FILES).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
