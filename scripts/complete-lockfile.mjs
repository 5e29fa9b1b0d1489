// `node scripts/complete-lockfile.mjs`: after an npm install from a registry mirror that lacks some platforms'
// binary packages. npm then leaves them out of package-lock.json, and `npm ci` refuses the file on every
// machine. Their names and versions stand in the packages that ask for them; their check sums stay unknown.
import fs from 'node:fs';
import path from 'node:path';
import { repoRoot } from './shared/repo-root.mjs';
import { writeAtomically } from './shared/write-atomically.mjs';

const file = path.join(repoRoot, 'package-lock.json');
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
const added = [];
for (const [location, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(location, name)) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d+\.\d+\.\d+/.test(version)) {
      console.error(`left out: ${name}@${version} names no platform or no exact version`);
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [platform.cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(platform.libc ? { libc: [platform.libc] } : {}),
      optional: true,
      os: [platform.os],
    };
    added.push(name);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en')),
  );
  writeAtomically(file, JSON.stringify(lock, undefined, 2) + '\n');
}
console.log(`${added.length} platform packages added to package-lock.json`);

/** Whether the package at `location` would find `name`: in its own node_modules or in one further out. */
function isLocked(location, name) {
  for (let base = location; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    if (lock.packages[`${base && `${base}/`}node_modules/${name}`]) return true;
    if (!base) return false;
  }
}

/** Reads `…-linux-arm64-musl`, `…-win32-x64-msvc`, `…-darwin-arm64`. */
function platformOf(name) {
  const oses = 'android|darwin|freebsd|linux|openharmony|win32';
  const match = new RegExp(`(${oses})-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-(\\w+))?$`).exec(
    name,
  );
  if (!match) return undefined;
  const [, os, cpu, abi] = match;
  const libc = os !== 'linux' ? undefined : abi === 'musl' ? 'musl' : abi === 'gnu' ? 'glibc' : undefined;
  return { os, cpu, libc };
}
