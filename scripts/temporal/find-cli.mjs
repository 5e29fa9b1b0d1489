import fs from 'node:fs';
import path from 'node:path';
import { waitForLock } from '../shared/file-lock.mjs';
import { log as logToStderr } from '../shared/log.mjs';
import { repoRoot } from '../shared/repo-root.mjs';
import { ScriptError } from '../shared/script-error.mjs';
import { cachedCliPath } from './cache-folder.mjs';
import { fromCache } from './sources/from-cache.mjs';
import { fromEnv } from './sources/from-env.mjs';
import { fromGoBuild } from './sources/from-go-build.mjs';
import { fromPath } from './sources/from-path.mjs';
import { fromSdkDownload } from './sources/from-sdk-download.mjs';

const FETCH_LIMIT_MS = 30 * 60_000;

/** Those that only look, then those that fetch into the cache. */
const lookups = [fromEnv, fromPath, fromCache];
const fetchers = [fromSdkDownload, fromGoBuild];

/**
 * Finds a Temporal CLI that runs: TEMPORAL_CLI_PATH, PATH, the cache, the SDK's download, a build with Go.
 * What is fetched stays in the cache; two commands at once fetch once.
 *
 * @returns its path. Throws one `temporal_cli_missing` that lists every attempt with its reason, or
 *   `temporal_cli_unusable` where TEMPORAL_CLI_PATH names something else.
 */
export async function findTemporalCli({ env = process.env, log = logToStderr, root = repoRoot } = {}) {
  const context = { env, log, root };
  const attempts = [];
  const found = await firstFound(lookups, context, attempts);
  if (found) return found;
  const cacheFolder = path.dirname(cachedCliPath(env));
  fs.mkdirSync(cacheFolder, { recursive: true });
  const lock = await waitForLock(path.join(cacheFolder, 'fetch.lock'), {
    timeoutMs: FETCH_LIMIT_MS,
    onWait: () => log('waiting for another command that fetches the Temporal CLI'),
  });
  try {
    // Whoever held the lock before us may have fetched it; that second look needs no line of its own.
    const fetched =
      (await firstFound([fromCache], context, [])) ?? (await firstFound(fetchers, context, attempts));
    if (fetched) return fetched;
  } finally {
    lock.release();
  }
  throw missing(attempts, cacheFolder);
}

async function firstFound(sources, context, attempts) {
  for (const source of sources) {
    const result = await source.find(context);
    if (result.ok) return result.path;
    attempts.push(`${source.name}: ${result.reason}`);
  }
  return undefined;
}

function missing(attempts, cacheFolder) {
  return new ScriptError({
    code: 'temporal_cli_missing',
    blame: 'user',
    message: ['no Temporal server was found. Tried:', ...attempts.map((line) => `  - ${line}`)].join('\n'),
    remedy: [
      'any one of these:',
      '  - install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH;',
      '  - set TEMPORAL_CLI_PATH to the program, or copy it into ' + cacheFolder + ';',
      '  - install Go 1.21 or newer and reach a Go module proxy (GOPROXY);',
      '  - use a server of your own: set TEMPORAL_ADDRESS, and pass --use-env to npm start and npm test.',
    ].join('\n'),
  });
}
