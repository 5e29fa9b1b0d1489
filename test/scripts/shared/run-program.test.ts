import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { importScript, repoRoot } from '../helpers/scripts';
import { runNode } from '../helpers/run';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeFile } from '../helpers/write-files';

const runProgram = path.join(repoRoot, 'scripts/shared/run-program.mjs');

/** A program that runs `child` by `runProgram` and ends with what that returns. */
const parentOf = (child: string) => [
  '--input-type=module',
  '-e',
  `import { runProgram } from ${JSON.stringify(runProgram)};
   process.exitCode = await runProgram(['-e', ${JSON.stringify(child)}]);`,
];

describe('runProgram', () => {
  it('exit status: → passed on', async () => {
    expect(await runNode(parentOf('console.log("out"); process.exitCode = 5'))).toMatchObject({
      status: 5,
      stdout: 'out\n',
    });
  });

  it('killed by a signal: → 128 + its number', async () => {
    expect((await runNode(parentOf('process.kill(process.pid, "SIGKILL")'))).status).toBe(137);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s without a terminal: → the child gets it and decides',
    async (signal) => {
      const child = `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')`;
      const parent = spawn(process.execPath, parentOf(child), { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(parent.stdout, 'data');
      parent.kill(signal);
      expect(await once(parent, 'exit')).toEqual([9, null]);
    },
  );
});

describe('withoutUserCluster', () => {
  it('TEMPORAL_ variables: → gone, but the path of the CLI and everything else stay', async () => {
    const { withoutUserCluster } = await importScript<{
      withoutUserCluster(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
    }>('shared/without-user-cluster.mjs');
    const env = { TEMPORAL_ADDRESS: 'a', TEMPORAL_API_KEY: 'b', TEMPORAL_CLI_PATH: 'c', PATH: 'd' };
    expect(withoutUserCluster(env)).toEqual({ TEMPORAL_CLI_PATH: 'c', PATH: 'd' });
  });
});

describe('readTestTotals', () => {
  const totals = async (file: string) => {
    const script = await importScript<{ readTestTotals(file: string): unknown }>('shared/test-totals.mjs');
    return script.readTestTotals(file);
  };

  it('a suite that could not run: → counts as failed', async () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    const file = writeFile(path.join(temporaryFolder(), 'report.json'), JSON.stringify(report));
    expect(await totals(file)).toEqual({ passed: 3, failed: 3 });
  });

  it('no report: → nothing ran', async () => {
    expect(await totals('/nowhere/report.json')).toEqual({ passed: 0, failed: 0 });
  });
});
