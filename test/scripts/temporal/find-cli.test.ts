import { beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { importTemporal } from '../helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeProgram } from '../helpers/write-files';

const cli = (server = '1.31.2') =>
  `#!/bin/sh\necho "temporal version 0.0.0-DEV (Server ${server}, UI 2.50.1)"\n`;

/** A `go` that writes down how it was called and "builds" what `body` says. */
const go = (calls: string, body: string) => `#!/bin/sh
if [ "$1" = version ]; then echo "go version go1.26.4 linux/amd64"; exit 0; fi
echo "build GOOS=$GOOS CGO=$CGO_ENABLED GOTOOLCHAIN=$GOTOOLCHAIN $*" >> ${calls}
${body}
`;

const buildsCli = `grep -q 'replace github.com/temporalio/cli/cliext' go.mod || exit 1
cat > temporal <<'END'
${cli()}END
chmod +x temporal`;

let folder: string;
let env: NodeJS.ProcessEnv;
let calls: string;
let lines: string[];

const cached = () => path.join(folder, 'cache/forerun/temporal/1.8.2/temporal');
const find = async (changes: NodeJS.ProcessEnv = {}) => {
  const { findTemporalCli } = await importTemporal();
  const log = (line: string) => void lines.push(line);
  return findTemporalCli({ env: { ...env, ...changes }, log, root: folder });
};
const callsToGo = () => (fs.existsSync(calls) ? fs.readFileSync(calls, 'utf8').trim().split('\n') : []);

beforeEach(() => {
  folder = temporaryFolder();
  calls = path.join(folder, 'go-calls');
  lines = [];
  env = { PATH: `${folder}/bin:/usr/bin:/bin`, XDG_CACHE_HOME: path.join(folder, 'cache') };
});

describe('findTemporalCli, without fetching', () => {
  it('TEMPORAL_CLI_PATH: a Temporal CLI → that one, before PATH', async () => {
    const mine = writeProgram(path.join(folder, 'mine'), cli());
    writeProgram(path.join(folder, 'bin/temporal'), cli());
    expect(await find({ TEMPORAL_CLI_PATH: mine })).toBe(mine);
  });

  it.each([
    ['a missing file', 'nowhere/temporal', undefined, /does not run: no such file/],
    [
      'another program',
      'other',
      '#!/bin/sh\necho hello\n',
      /prints "hello\\n", not a Temporal CLI's version/,
    ],
    ['an old CLI', 'old', cli('1.24.2'), /has server 1\.24\.2; Forerun needs 1\.28 or newer/],
  ])(
    'TEMPORAL_CLI_PATH: %s → an error that names it, no other source',
    async (_case, name, content, message) => {
      const file = path.join(folder, name);
      if (content) writeProgram(file, content);
      writeProgram(path.join(folder, 'bin/temporal'), cli());
      await expect(find({ TEMPORAL_CLI_PATH: file })).rejects.toMatchObject({
        code: 'temporal_cli_unusable',
        blame: 'user',
        message: expect.stringMatching(message),
      });
    },
  );

  it('PATH and cache: both there → PATH', async () => {
    const onPath = writeProgram(path.join(folder, 'bin/temporal'), cli());
    writeProgram(cached(), cli());
    expect(await find()).toBe(onPath);
  });

  it('PATH: a CLI that is too old → the cache', async () => {
    writeProgram(path.join(folder, 'bin/temporal'), cli('1.20.0'));
    writeProgram(cached(), cli());
    expect(await find()).toBe(cached());
  });

  it('cache: XDG_CACHE_HOME not set → ~/.cache', async () => {
    const binary = writeProgram(path.join(folder, '.cache/forerun/temporal/1.8.2/temporal'), cli());
    expect(await find({ XDG_CACHE_HOME: undefined, HOME: folder })).toBe(binary);
  });
});

describe('findTemporalCli, fetching', () => {
  it('Go: nothing else there → built for this machine, into the cache, with progress', async () => {
    writeProgram(path.join(folder, 'bin/go'), go(calls, buildsCli));
    expect(await find({ GOOS: 'plan9', GOFLAGS: '-mod=vendor' })).toBe(cached());
    expect(callsToGo()).toEqual([
      'build GOOS= CGO=0 GOTOOLCHAIN=auto build -mod=mod -v -trimpath -ldflags=-s -w -o temporal github.com/temporalio/cli/cmd/temporal',
    ]);
    expect(lines).toContainEqual(expect.stringContaining('building the Temporal CLI 1.8.2'));
    expect(fs.readdirSync(path.dirname(cached())).sort()).toEqual(['fetch.lock', 'temporal']);
  });

  it('Go: two commands at once → one build', async () => {
    writeProgram(path.join(folder, 'bin/go'), go(calls, `sleep 0.3\n${buildsCli}`));
    expect(await Promise.all([find(), find()])).toEqual([cached(), cached()]);
    expect(callsToGo()).toHaveLength(1);
    expect(lines).toContain('waiting for another command that fetches the Temporal CLI');
  });

  it('all sources fail: → one error with every attempt, its reason and remedies', async () => {
    writeProgram(path.join(folder, 'bin/go'), go(calls, 'echo "dial tcp: no route" >&2; exit 1'));
    writeProgram(cached(), '#!/bin/sh\nexit 3\n');
    const error = await find().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'temporal_cli_missing', blame: 'user' });
    const expected = [
      'TEMPORAL_CLI_PATH: not set',
      '`temporal` on PATH: not there',
      `Forerun's cache: ${cached()} does not run`,
      "the SDK's download: @temporalio/testing is not installed",
      'a build from the Go module proxy: go build fails: dial tcp: no route',
    ];
    for (const line of expected) expect((error as Error).message).toContain(`  - ${line}`);
    expect(error).toHaveProperty('remedy', expect.stringContaining('TEMPORAL_CLI_PATH'));
  });

  it('Go: too old to fetch its toolchain → says so', async () => {
    writeProgram(path.join(folder, 'bin/go'), '#!/bin/sh\necho "go version go1.19.8 linux/amd64"\n');
    await expect(find()).rejects.toThrow('go1.19 is too old, 1.21 is needed');
  });

  it("the SDK's download: its host cannot be reached → a reason, and the next source", async () => {
    const { findTemporalCli } = await importTemporal();
    writeProgram(path.join(folder, 'bin/go'), go(calls, buildsCli));
    // A proxy that refuses: the real SDK runs, and no test ever reaches out.
    const log = (line: string) => void lines.push(line);
    const proxied = { ...env, HTTPS_PROXY: 'http://127.0.0.1:1', https_proxy: 'http://127.0.0.1:1' };
    expect(await findTemporalCli({ env: proxied, log })).toBe(cached());
    expect(lines[0]).toContain('downloading the Temporal CLI with the SDK');
    expect(lines[1]).toContain('building the Temporal CLI');
  });
});
