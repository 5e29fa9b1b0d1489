import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';
import { workflowCode } from '../support/workflow-code';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = 'contracts core workflows activities models predictors tools store runtime workers'.split(
  ' ',
);

/**
 * Builds the worker programs from the sources as they are into `folder`/dist, without checking types: tests do not
 * depend on when somebody last built.
 */
export function buildPrograms(folder: string): string {
  const dist = path.join(folder, 'dist');
  for (const name of FOLDERS) {
    for (const entry of readdirSync(path.join(ROOT, name), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) build(path.join(entry.parentPath, entry.name), dist);
    }
  }
  cpSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return dist;
}

/** Bundles the workflows, as `npm run build` does. */
export async function bundleWorkflows(dist: string): Promise<void> {
  writeFileSync(path.join(dist, 'workflow-bundle.js'), await workflowCode());
}

function build(source: string, dist: string): void {
  const target = path.join(dist, path.relative(ROOT, source));
  mkdirSync(path.dirname(target), { recursive: true });
  if (!source.endsWith('.ts')) return cpSync(source, target);
  const { code } = transformSync(readFileSync(source, 'utf8'), {
    swcrc: false,
    filename: source,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  writeFileSync(target.replace(/\.ts$/, '.js'), code);
}
