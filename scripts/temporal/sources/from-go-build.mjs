import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { executableName } from '../cache-folder.mjs';
import { TEMPORAL_CLI_VERSION, isOlder, readCliVersion } from '../cli-version.mjs';
import { installIntoCache } from '../install-into-cache.mjs';

const BUILD_LIMIT_MS = 20 * 60_000;
const PROGRESS_EVERY_MS = 15_000;
/** Older ones cannot fetch the toolchain that the module names. */
const OLDEST_GO = [1, 21];

/** The CLI's own module has a `replace`, which `go install` refuses, hence a throw-away module that repeats it. */
const GO_MOD = `module local/temporalcli

go 1.26.4

require github.com/temporalio/cli v${TEMPORAL_CLI_VERSION}

require github.com/temporalio/cli/cliext v0.0.0

replace github.com/temporalio/cli/cliext => github.com/temporalio/cli/cliext v0.0.0-20260731000218-c579925f193f
`;

/** A build from the Go module proxy: needs `go`, 2 to 5 minutes once, and no GitHub. */
export const fromGoBuild = {
  name: 'a build from the Go module proxy',
  async find({ env, log }) {
    const unfit = await whyUnfit(env);
    if (unfit) return { ok: false, reason: unfit };
    log(`building the Temporal CLI ${TEMPORAL_CLI_VERSION} from the Go module proxy (2 to 5 minutes, once)`);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'forerun-go-build-'));
    try {
      fs.writeFileSync(path.join(folder, 'go.mod'), GO_MOD);
      const failure = await build(folder, env, log);
      if (failure) return { ok: false, reason: failure };
      const binary = path.join(folder, executableName);
      const version = await readCliVersion(binary);
      return version.ok ? { ok: true, path: installIntoCache(binary, env) } : version;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
};

function whyUnfit(env) {
  return new Promise((resolve) => {
    execFile(
      'go',
      ['version'],
      { env: { ...env, GOTOOLCHAIN: 'local' }, timeout: 20_000 },
      (error, stdout) => {
        if (error?.code === 'ENOENT') return resolve('`go` is not on PATH');
        const match = /go(\d+)\.(\d+)/.exec(stdout);
        if (error || !match)
          return resolve(`\`go version\` fails: ${(error?.message ?? stdout).split('\n')[0]}`);
        const installed = [Number(match[1]), Number(match[2])];
        resolve(
          isOlder(installed, OLDEST_GO)
            ? `${match[0]} is too old, ${OLDEST_GO.join('.')} is needed`
            : undefined,
        );
      },
    );
  });
}

/** @returns why it failed, or undefined. */
function build(folder, env, log) {
  const output = ['-v', '-trimpath', '-ldflags=-s -w', '-o', executableName];
  const child = spawn('go', ['build', '-mod=mod', ...output, 'github.com/temporalio/cli/cmd/temporal'], {
    cwd: folder,
    env: goEnvironment(env),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: BUILD_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const started = Date.now();
  const errors = [];
  let steps = 0;
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => log(`… ${steps} packages, ${seconds()} s`), PROGRESS_EVERY_MS);
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    steps += 1;
    errors.push(line);
    if (errors.length > 3) errors.shift();
  });
  return new Promise((resolve) => {
    const end = (failure) => {
      clearInterval(progress);
      resolve(failure);
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) return end(undefined);
      end(signal ? `not finished after ${seconds()} s` : `go build fails: ${errors.join(' · ')}`);
    });
  });
}

const GO_SETTINGS = { CGO_ENABLED: '0', GO111MODULE: 'on', GOWORK: 'off' };

/** A build for this machine whatever the user's own Go settings say; their proxy and check sums stay. */
function goEnvironment(env) {
  const kept = Object.entries(env).filter(([name]) => !['GOOS', 'GOARCH', 'GOFLAGS'].includes(name));
  return { ...Object.fromEntries(kept), ...GO_SETTINGS, GOTOOLCHAIN: env.GOTOOLCHAIN || 'auto' };
}
