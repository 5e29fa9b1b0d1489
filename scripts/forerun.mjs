#!/usr/bin/env node
// The `forerun` command: runs the compiled command line in this very process.
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { requireSupportedNode } from './shared/node-version.mjs';
import { repoRoot } from './shared/repo-root.mjs';

requireSupportedNode();
const main = path.join(repoRoot, 'dist', 'client', 'cli', 'main.js');
if (fs.existsSync(main)) {
  process.argv[1] = main;
  module.runMain();
} else {
  console.error(`error: Forerun is not built yet: ${main} is missing`);
  console.error(`remedy: run \`npm start\` or \`npm test\` once in ${repoRoot}.`);
  process.exitCode = 2;
}
