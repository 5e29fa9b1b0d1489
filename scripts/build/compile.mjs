import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ScriptError } from '../shared/script-error.mjs';

/** Compiles into dist/, only what changed since the last time. */
export function compile(root) {
  const tsc = createRequire(path.join(root, 'package.json')).resolve('typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--pretty', String(process.stderr.isTTY ?? false)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  throw new ScriptError({
    code: 'build_failed',
    message: 'the TypeScript sources do not compile; see the lines above',
    remedy: 'Correct the sources; `npm run types` shows the same errors.',
  });
}

/** Copies what tsc leaves out: pages, schemas, recorded data. */
export function copyAssets(root, files) {
  for (const file of files.filter((name) => !name.endsWith('.ts'))) {
    const target = path.join(root, 'dist', file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(root, file), target);
  }
}

/** Removes what was built from sources that are gone. */
export function removeOutputs(root, files) {
  for (const file of files) {
    const output = path.join(root, 'dist', file);
    const stem = output.replace(/\.ts$/, '');
    const outputs = file.endsWith('.ts') ? [`${stem}.js`, `${stem}.js.map`] : [output];
    for (const gone of outputs) fs.rmSync(gone, { force: true });
  }
}
