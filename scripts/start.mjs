// `npm start [-- --exit] [-- --use-env]`: the demonstration batch, from nothing but Node and a clone.
import path from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { requireSupportedNode } from './shared/node-version.mjs';
import { repoRoot } from './shared/repo-root.mjs';
import { runProgram } from './shared/run-program.mjs';
import { reportError } from './shared/script-error.mjs';
import { withoutUserCluster } from './shared/without-user-cluster.mjs';

requireSupportedNode();
const args = process.argv.slice(2);
try {
  await ensureReady();
  const env = args.includes('--use-env') ? process.env : withoutUserCluster(process.env);
  const cli = path.join(repoRoot, 'dist', 'client', 'cli', 'main.js');
  process.exitCode = await runProgram([cli, 'demo', ...args], { env });
} catch (error) {
  process.exitCode = reportError(error);
}
