import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { repoRoot } from './helpers/scripts';
import { run } from './helpers/run';
import { temporaryFolder } from '../support/temporary-folder';
import { writeFile } from './helpers/write-files';

const CHECKS = ['format:check', 'lint', 'types', 'layers', 'dead'];

/** Runs .ci/run in a project whose checks and tests do what we say. */
async function ci(options: { test: string; failing?: string[]; ready?: string }) {
  const root = temporaryFolder();
  writeFile(path.join(root, 'scripts/ensure-ready.mjs'), options.ready ?? '');
  fs.mkdirSync(path.join(root, '.ci'));
  fs.copyFileSync(path.join(repoRoot, '.ci/run'), path.join(root, '.ci/run'));
  const scripts = {
    ...Object.fromEntries(CHECKS.map((name) => [name, options.failing?.includes(name) ? 'exit 1' : 'true'])),
    test: options.test,
  };
  writeFile(path.join(root, 'package.json'), JSON.stringify({ scripts }));
  const { status, stdout } = await run('bash', [path.join(root, '.ci/run')], { cwd: '/' });
  return { status, stdout, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe('.ci/run', () => {
  it('all well: → the totals, status 0', async () => {
    const { status, lastLine } = await ci({ test: 'echo "7 passed, 0 failed"' });
    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '7 passed, 0 failed' });
  });

  it('a failed test: → status 1 and its number', async () => {
    const { status, lastLine } = await ci({ test: 'echo "5 passed, 2 failed"; exit 1' });
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '5 passed, 2 failed' });
  });

  it('failed checks: → each is named and counted, the tests run all the same', async () => {
    const { status, stdout, lastLine } = await ci({
      test: 'echo "7 passed, 0 failed"',
      failing: ['lint', 'dead'],
    });
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '7 passed, 2 failed' });
    expect(stdout).toContain('failed check: npm run lint\nfailed check: npm run dead\n');
  });

  it.each([
    ['no test ran', 'echo "0 passed, 0 failed"; exit 1'],
    ['no test ran, and nobody noticed', 'echo "0 passed, 0 failed"'],
    ['the tests die without a word', 'kill -9 $$'],
  ])('%s: → status 1', async (_case, test) => {
    const { status, lastLine } = await ci({ test });
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '0 passed, 0 failed' });
  });

  it('the build fails: → status 1, nothing else runs', async () => {
    const { status, stdout } = await ci({ test: 'echo "7 passed, 0 failed"', ready: 'process.exit(1)' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '0 passed, 1 failed\n' });
  });
});
