import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What changes the output besides the sources. */
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** The folders that tsconfig.json names, without the tests. */
export function sourceFolders(root) {
  const { include } = JSON.parse(fs.readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));
  return include.filter((folder) => folder !== 'test');
}

/** Every file that ends up in dist/ in some form, relative to the root, sorted. */
export function sourceFiles(root) {
  return sourceFolders(root)
    .map((folder) => path.join(root, folder))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A hash of names and contents: times say nothing after a checkout. */
export function fingerprint(root, files) {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, ...files]) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
