// `node scripts/bench.mjs NAME [arguments] [--use-env]`: runs bench/NAME.ts.
import fs from 'node:fs';
import path from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { requireSupportedNode } from './shared/node-version.mjs';
import { repoRoot } from './shared/repo-root.mjs';
import { runProgram } from './shared/run-program.mjs';
import { ScriptError, reportError } from './shared/script-error.mjs';
import { withoutUserCluster } from './shared/without-user-cluster.mjs';
import { findTemporalCli } from './temporal/find-cli.mjs';

requireSupportedNode();
const [name, ...args] = process.argv.slice(2);
try {
  const program = programOf(name);
  await ensureReady();
  process.exitCode = await runProgram([program, ...args], { env: await environment() });
} catch (error) {
  process.exitCode = reportError(error);
}

function programOf(wanted) {
  const sources = fs.readdirSync(path.join(repoRoot, 'bench')).filter((file) => file.endsWith('.ts'));
  const known = sources.map((file) => file.slice(0, -'.ts'.length));
  if (known.includes(wanted)) return path.join(repoRoot, 'dist', 'bench', `${wanted}.js`);
  throw new ScriptError({
    code: 'unknown_benchmark',
    blame: 'user',
    message: wanted ? `there is no benchmark ${JSON.stringify(wanted)}` : 'no benchmark is named',
    remedy: `Name one of: ${known.join(', ')}.`,
  });
}

/** With --use-env the user's cluster is meant, and no program has to be found. */
async function environment() {
  if (args.includes('--use-env')) return process.env;
  return { ...withoutUserCluster(process.env), FORERUN_TEMPORAL_CLI: await findTemporalCli() };
}
