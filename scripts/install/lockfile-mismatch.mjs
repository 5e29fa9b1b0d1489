import fs from 'node:fs';
import path from 'node:path';

/**
 * Compares package-lock.json with the record that npm leaves in node_modules as its last act, so that an
 * installation broken off in the middle does not count. Optional packages may be missing.
 * @returns undefined where they fit, else what does not.
 */
export function lockfileMismatch(root) {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'node_modules is missing';
  for (const [location, entry] of Object.entries(wanted ?? {})) {
    if (location === '') continue;
    const name = location.replace(/^node_modules\//, '');
    const found = fs.existsSync(path.join(root, location, 'package.json')) ? installed[location] : undefined;
    if (!found && !entry.optional) return `${name} is missing`;
    if (found && found.version !== entry.version) {
      return `${name} is ${found.version}, package-lock.json wants ${entry.version}`;
    }
  }
  return undefined;
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
