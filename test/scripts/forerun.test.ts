import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { repoRoot } from './helpers/scripts';
import { runNode } from './helpers/run';
import { temporaryFolder } from '../support/temporary-folder';
import { writeFile } from './helpers/write-files';

/** A clone that holds the scripts alone. */
function newClone(): string {
  const root = temporaryFolder();
  fs.cpSync(path.join(repoRoot, 'scripts'), path.join(root, 'scripts'), { recursive: true });
  return root;
}

const forerun = (root: string, ...args: string[]) =>
  runNode([path.join(root, 'scripts/forerun.mjs'), ...args]);

describe('forerun, the command', () => {
  it('not built: → says which command builds, status 2', async () => {
    const { status, stderr, stdout } = await forerun(newClone(), 'list');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('is missing');
    expect(stderr).toContain('npm start');
  });

  it('built: → the command line runs as the main module, with its arguments and exit status', async () => {
    const root = newClone();
    writeFile(path.join(root, 'package.json'), '{ "type": "commonjs" }');
    writeFile(
      path.join(root, 'dist/client/cli/main.js'),
      'console.log(require.main === module, process.argv.slice(2)); process.exitCode = 7;',
    );
    const { status, stdout } = await forerun(root, 'ask', 'a question');
    expect(stdout.trim()).toBe("true [ 'ask', 'a question' ]");
    expect(status).toBe(7);
  });

  it('Node too old: → says which one is needed, status 2', async () => {
    const check = path.join(repoRoot, 'scripts/shared/node-version.mjs');
    const script = `import { requireSupportedNode } from ${JSON.stringify(check)};
      for (const good of ['20.19.0', '22.0.0', '24.1.0']) requireSupportedNode(good);
      requireSupportedNode('20.18.3');`;
    const { status, stderr } = await runNode(['--input-type=module', '-e', script]);
    expect(status).toBe(2);
    expect(stderr).toContain('this is Node 20.18.3; Forerun needs 20.19 or newer');
  });

  it('bench without a known name: → the names there are, status 2', async () => {
    const root = newClone();
    writeFile(path.join(root, 'bench/speed.ts'), '');
    const { status, stderr } = await runNode([path.join(root, 'scripts/bench.mjs'), '../speed']);
    expect(status).toBe(2);
    expect(stderr).toContain('there is no benchmark "../speed"');
    expect(stderr).toContain('Name one of: speed.');
  });
});
