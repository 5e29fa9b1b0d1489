import { spawnSync } from 'node:child_process';
import { ScriptError } from '../shared/script-error.mjs';
import { lockfileMismatch } from './lockfile-mismatch.mjs';

/** Installs exactly what package-lock.json says, where that is not there yet. */
export function installDependencies(root, log) {
  const mismatch = lockfileMismatch(root);
  if (!mismatch) return;
  log(`installing dependencies with npm ci (${mismatch})`);
  const status = npm(['ci', '--include=dev', '--no-fund', '--no-audit'], root);
  const left = status === 0 ? lockfileMismatch(root) : `npm ci ended with ${status}`;
  if (!left) return;
  throw new ScriptError({
    code: 'install_failed',
    message: `the dependencies could not be installed: ${left}`,
    blame: 'user',
    remedy: 'See the lines above; npm has to reach its registry (`npm ping`), and the disk needs about 1 GB.',
  });
}

/** The npm that runs us, else the one on PATH; what it prints goes to standard error. */
function npm(args, cwd) {
  const stdio = ['ignore', 2, 2];
  const script = process.env.npm_execpath;
  const result = script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...args], { cwd, stdio })
    : spawnSync('npm', args, { cwd, stdio, shell: process.platform === 'win32' });
  return result.error?.message ?? result.signal ?? result.status;
}
