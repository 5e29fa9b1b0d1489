// `npm test [-- jest arguments] [--use-env]`: everything that the tests need, then the tests.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { requireSupportedNode } from './shared/node-version.mjs';
import { repoRoot } from './shared/repo-root.mjs';
import { runProgram } from './shared/run-program.mjs';
import { reportError } from './shared/script-error.mjs';
import { readTestTotals } from './shared/test-totals.mjs';
import { withoutUserCluster } from './shared/without-user-cluster.mjs';
import { acquireServer } from './temporal/acquire-server.mjs';
import { findTemporalCli } from './temporal/find-cli.mjs';

requireSupportedNode();
const args = process.argv.slice(2);
const useEnv = args.includes('--use-env');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'forerun-test-'));
try {
  await ensureReady();
  const totals = await runJest(args.filter((argument) => argument !== '--use-env'));
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
} catch (error) {
  process.exitCode = reportError(error);
  console.log('0 passed, 0 failed');
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function runJest(jestArguments) {
  const cli = await findTemporalCli();
  const server = await acquireServer({ mode: 'memory', useEnv, cli });
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const report = path.join(folder, 'report.json');
  const env = {
    ...(useEnv ? process.env : withoutUserCluster(process.env)),
    FORERUN_TEST_TEMPORAL_ADDRESS: server.address,
    FORERUN_TEST_NAMESPACE: server.namespace,
    FORERUN_TEMPORAL_CLI: cli,
  };
  const command = [jest, '--json', '--outputFile', report, ...jestArguments];
  const status = await runProgram(command, { env, cwd: repoRoot });
  await server.release();
  const totals = readTestTotals(report);
  const ran = totals.passed + totals.failed > 0;
  if (!ran) console.error('error: no test ran');
  process.exitCode = status !== 0 || totals.failed > 0 || !ran ? 1 : 0;
  return totals;
}
