import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../shared/write-atomically.mjs';
import { bundlePath, bundleWorkflows } from './bundle-workflows.mjs';
import { compile, copyAssets, removeOutputs } from './compile.mjs';
import { fingerprint, sourceFiles } from './source-files.mjs';

/** The folders that the workflow bundle is made of. */
const BUNDLED = ['contracts', 'core', 'workflows'];

/** Whether dist/ holds what the sources say. */
export function isBuilt(root) {
  const stamp = readStamp(root);
  return stamp?.sources === fingerprint(root, sourceFiles(root)) && fs.existsSync(bundlePath(root));
}

/** Brings dist/ up to date: compiled code, other files, `workflow-bundle.js`. Needs the dependencies. */
export async function buildProject(root, log) {
  if (isBuilt(root)) return;
  const started = Date.now();
  const files = sourceFiles(root);
  const sources = fingerprint(root, files);
  const before = readStamp(root);
  log(before ? 'building what changed' : 'building');
  // Without our stamp nobody knows what dist/ holds, and tsc would trust its own notes.
  if (!before) fs.rmSync(path.join(root, 'dist', '.tsbuildinfo'), { force: true });
  compile(root);
  copyAssets(root, files);
  removeOutputs(
    root,
    (before?.files ?? []).filter((file) => !files.includes(file)),
  );
  const bundle = fingerprint(
    root,
    files.filter((file) => BUNDLED.includes(file.split(path.sep)[0])),
  );
  if (before?.bundle !== bundle || !fs.existsSync(bundlePath(root))) await bundleWorkflows(root);
  writeAtomically(stampPath(root), JSON.stringify({ sources, bundle, files }));
  log(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const stampPath = (root) => path.join(root, 'dist', '.build.json');

function readStamp(root) {
  try {
    return JSON.parse(fs.readFileSync(stampPath(root), 'utf8'));
  } catch {
    return undefined;
  }
}
