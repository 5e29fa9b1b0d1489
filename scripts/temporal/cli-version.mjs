import { execFile } from 'node:child_process';

/** The Temporal CLI that Forerun fetches or builds; its server is 1.31.2. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

/** Older servers lack updates with user metadata and task priorities. */
const OLDEST_SERVER = [1, 28];

/**
 * Runs `temporal --version` and reads the server's version from it.
 * @returns `{ ok: true, server: '1.31.2' }`, or `{ ok: false, reason }` where the file is no usable Temporal CLI.
 */
export function readCliVersion(path) {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: 20_000 }, (error, stdout) => {
      if (error) return resolve({ ok: false, reason: `${path} does not run: ${firstLine(error)}` });
      const match = /Server (\d+)\.(\d+)\.\S*?(?=[,)])/.exec(stdout);
      if (!match) {
        const printed = JSON.stringify(stdout.slice(0, 80));
        return resolve({
          ok: false,
          reason: `${path} --version prints ${printed}, not a Temporal CLI's version`,
        });
      }
      const server = match[0].slice('Server '.length);
      if (isOlder([Number(match[1]), Number(match[2])], OLDEST_SERVER)) {
        const oldest = OLDEST_SERVER.join('.');
        return resolve({
          ok: false,
          reason: `${path} has server ${server}; Forerun needs ${oldest} or newer`,
        });
      }
      resolve({ ok: true, server });
    });
  });
}

/** Compares major and minor. */
export const isOlder = ([major, minor], [thanMajor, thanMinor]) =>
  major < thanMajor || (major === thanMajor && minor < thanMinor);

const firstLine = (error) => (error.code === 'ENOENT' ? 'no such file' : error.message.split('\n')[0]);
