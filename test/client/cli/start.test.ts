import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const repoRoot = path.resolve(__dirname, '../../..');
const main = path.join(repoRoot, 'dist/client/cli/main.js');
const commands = readdirSync(path.join(repoRoot, 'client/cli/commands')).map((file) => path.parse(file).name);

/** Runs the compiled command line and tells what it printed, how it ended and which packages it had loaded by then. */
function start(...args: string[]): {
  stdout: string;
  stderr: string;
  status: number | null;
  packages: string[];
} {
  const watch = `
    process.argv = [process.argv[0], ${JSON.stringify([main, ...args]).slice(1, -1)}];
    process.on('exit', () => require('node:fs').writeSync(3, Object.keys(require.cache).join('\\n')));
    require(process.argv[1]);`;
  const { stdout, stderr, status, output } = spawnSync(process.execPath, ['-e', watch], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const names = [...String(output[3]).matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  return { stdout, stderr, status, packages: [...new Set(names.map(([, name]) => name!))] };
}

describe('start of the command line', () => {
  it.each([
    [['--version']],
    [['--help']],
    [['ask', '--help']],
    [['batch', '--help']],
    [['worker', '--help']],
  ])('%j: nothing to be done → loads nothing but the reader of options', (args) => {
    const { status, packages } = start(...args);
    expect(packages).toEqual(['commander']);
    expect(status).toBe(0);
  });

  it('--help: → every command', () => {
    const listed = [...start('--help').stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
    expect(listed).toEqual(expect.arrayContaining(commands));
  });

  it.each([
    [['lits'], /unknown command 'lits'\n\(Did you mean list\?\)/],
    [['list', '--max', '0'], /whole number from 1 up/],
    [['ask', 'x', '--strategy', 'wild'], /Allowed choices are exact, tool_name_only, none, jaccard/],
  ])('%j: wrong usage → the same message and status, without loading the command', (args, message) => {
    const { status, stderr, packages } = start(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(packages).toEqual(['commander']);
  });
});
