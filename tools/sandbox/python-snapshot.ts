import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { shippedFolders } from './sandbox-folders';

const FILE = 'start.snapshot';
const MAKE_TIMEOUT_MS = 60_000;

let known: Promise<string | undefined> | undefined;

/**
 * The folder with a snapshot of a started Python, made on first use and kept in the user's cache; a program then
 * starts in a third of the time. Undefined where none can be made (no home, full disk): Python starts slower then.
 */
export function pythonSnapshot(): Promise<string | undefined> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  known ??= findOrMakeSnapshot(cache).catch(() => undefined);
  return known;
}

/** The same in a given cache folder; rejects where the snapshot cannot be made or written. */
export async function findOrMakeSnapshot(cache: string): Promise<string> {
  const { app, pyodide } = shippedFolders();
  const folder = join(cache, 'forerun', 'python', stateHash(app, pyodide));
  const file = join(folder, FILE);
  if (existsSync(file)) return folder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const args = ['--no-warnings', join(app, 'make-snapshot.mjs'), app, pyodide, file];
  await promisify(execFile)(process.execPath, args, {
    env: {},
    timeout: MAKE_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return folder;
}

/** Another one for each pyodide and each state of our own programs, so that no snapshot is ever stale. */
function stateHash(app: string, pyodide: string): string {
  const hash = createHash('sha256').update(readFileSync(join(pyodide, 'package.json')));
  for (const name of readdirSync(app).sort()) hash.update(readFileSync(join(app, name)));
  return hash.digest('hex').slice(0, 16);
}
