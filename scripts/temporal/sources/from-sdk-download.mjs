import { execFile } from 'node:child_process';
import dns from 'node:dns/promises';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readCliVersion } from '../cli-version.mjs';
import { installIntoCache } from '../install-into-cache.mjs';

const DOWNLOAD_HOST = 'temporal.download';
const LOOKUP_LIMIT_MS = 5_000;
const DOWNLOAD_LIMIT_MS = 180_000;

/** The Temporal SDK's own download, in a process of its own: it has no time limit, a kill is one. */
export const fromSdkDownload = {
  name: "the SDK's download",
  async find({ env, log, root }) {
    if (!isInstalled(root)) return { ok: false, reason: '@temporalio/testing is not installed' };
    const unreachable = await whyUnreachable(env);
    if (unreachable) return { ok: false, reason: unreachable };
    log('downloading the Temporal CLI with the SDK (about 50 MB, once)');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'forerun-download-'));
    try {
      const failure = await download(folder, root, env);
      const binary = fs.readdirSync(folder).find((name) => !name.endsWith('.downloading'));
      if (!binary) return { ok: false, reason: failure ?? 'the download left no file' };
      const version = await readCliVersion(path.join(folder, binary));
      return version.ok ? { ok: true, path: installIntoCache(path.join(folder, binary), env) } : version;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
};

function isInstalled(root) {
  try {
    createRequire(path.join(root, 'package.json')).resolve('@temporalio/testing');
    return true;
  } catch {
    return false;
  }
}

/** A name that does not resolve fails within seconds; a proxy resolves for us, so there nothing is known. */
async function whyUnreachable(env) {
  if (env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy) return undefined;
  const lookup = dns.lookup(DOWNLOAD_HOST).then(
    () => undefined,
    (error) => error.code,
  );
  const limit = sleep(LOOKUP_LIMIT_MS, 'no answer', { ref: false });
  const failure = await Promise.race([lookup, limit]);
  return failure && `${DOWNLOAD_HOST} cannot be reached (${failure})`;
}

/** @returns why it failed, or undefined. */
function download(folder, root, env) {
  const program = fileURLToPath(new URL('./sdk-download-process.mjs', import.meta.url));
  return new Promise((resolve) => {
    const options = { cwd: root, env, timeout: DOWNLOAD_LIMIT_MS, killSignal: 'SIGKILL' };
    execFile(process.execPath, [program, folder], options, (error, _stdout, stderr) => {
      if (!error) return resolve(undefined);
      if (error.killed) return resolve(`not finished after ${DOWNLOAD_LIMIT_MS / 1000} s`);
      resolve(stderr.trim().split('\n').at(-1) || error.message);
    });
  });
}
