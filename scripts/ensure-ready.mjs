import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProject, isBuilt } from './build/build-project.mjs';
import { installDependencies } from './install/install-dependencies.mjs';
import { lockfileMismatch } from './install/lockfile-mismatch.mjs';
import { waitForLock } from './shared/file-lock.mjs';
import { log as logToStderr } from './shared/log.mjs';
import { repoRoot } from './shared/repo-root.mjs';
import { reportError } from './shared/script-error.mjs';
import { makeForerunFolder } from './temporal/forerun-folder.mjs';

const LIMIT_MS = 20 * 60_000;

/**
 * Makes a clone ready to run: dependencies as in package-lock.json, dist/ as in the sources. Does nothing where
 * nothing changed; of two commands at once one works, and the other waits and finds it done.
 */
export async function ensureReady({ root = repoRoot, log = logToStderr } = {}) {
  if (!lockfileMismatch(root) && isBuilt(root)) return;
  const lock = await waitForLock(path.join(makeForerunFolder(path.join(root, '.forerun')), 'build.lock'), {
    timeoutMs: LIMIT_MS,
    onWait: () => log('waiting for another command that installs or builds'),
  });
  try {
    installDependencies(root, log);
    await buildProject(root, log);
  } finally {
    lock.release();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureReady().catch((error) => (process.exitCode = reportError(error)));
}
