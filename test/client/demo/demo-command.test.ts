import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { programPath } from '../../../client/embedded/package-root';
import { RunRecord } from '../../../client/results/run-record';
import { accountsBalance } from '../../../core/accounts';
import { importTemporal } from '../../scripts/helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';

const LIMIT_MS = 240_000;

const Printed = z.object({
  simulated_models: z.literal(true),
  time_scale: z.number(),
  ratios: z.array(z.object({ arm: z.string(), pairs: z.number(), ratio: z.number() })),
  differing: z.array(z.string()),
  failed: z.array(z.string()),
  missing: z.number(),
  runs: z.array(z.object({ id: z.string(), predicted: z.string() })),
  folder: z.string(),
});

describe('forerun demo, as a process', () => {
  const cwd = temporaryFolder();
  const forerunDir = join(cwd, '.forerun');
  const children: ChildProcess[] = [];

  beforeAll(() => {
    if (!existsSync(programPath('client/cli/main.js'))) {
      throw new Error('dist/ is missing: run `npm run build`, or the tests through `npm test`');
    }
    mkdirSync(forerunDir);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await (await importTemporal()).stopServer(forerunDir);
  });

  /** Starts the command on the embedded server of a folder of its own; TEMPORAL_ADDRESS must not matter. */
  function start(...args: string[]): { child: ChildProcess; output: { stdout: string; stderr: string } } {
    const cli = process.env.FORERUN_TEMPORAL_CLI;
    const child = spawn(process.execPath, [programPath('client/cli/main.js'), 'demo', ...args], {
      cwd,
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: 'nowhere.invalid:1',
        ...(cli ? { TEMPORAL_CLI_PATH: cli } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (piece: Buffer) => (output.stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output.stderr += piece.toString()));
    return { child, output };
  }

  const end = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.once('close', resolve));

  it(
    'without a terminal, in a hurry → every answer right and the same in all arms, accounts balance, status 0',
    async () => {
      const { child, output } = start('--json', '--time-scale', '0.02');
      const status = await end(child);
      expect({ status, ...(status === 0 ? {} : output) }).toEqual({ status: 0 });

      const printed = Printed.parse(JSON.parse(output.stdout));
      expect(printed).toMatchObject({ time_scale: 0.02, differing: [], failed: [], missing: 0 });
      expect(printed.runs).toHaveLength(36);
      expect(printed.ratios.map(({ arm, pairs }) => [arm, pairs])).toEqual([
        ['lookahead 0', 12],
        ['lookahead 1', 12],
      ]);

      const files = readdirSync(printed.folder).filter((name) => /^level\d-.*\.json$/.test(name));
      const records = files.map((name) =>
        RunRecord.parse(JSON.parse(readFileSync(join(printed.folder, name), 'utf8'))),
      );
      expect(records).toHaveLength(36);
      expect(records.filter(({ correct }) => correct !== true).map(({ id }) => id)).toEqual([]);
      expect(
        records.flatMap(({ id, accounts }) => accountsBalance(accounts).map((problem) => [id, problem])),
      ).toEqual([]);
      const answers = new Map<string, Set<string>>();
      for (const { task_id: task, messages } of records) {
        answers.set(task, (answers.get(task) ?? new Set()).add(JSON.stringify(messages)));
      }
      expect([...answers.values()].map((different) => different.size)).toEqual(Array(12).fill(1));
      const of = (arm: string, lookahead: number): RunRecord[] =>
        records.filter((one) => one.arm === arm && one.lookahead === lookahead);
      expect(of('baseline', 0).every(({ accounts }) => accounts.predictRequests === 0)).toBe(true);
      expect(of('speculate', 0).some(({ spec_hits: hits }) => hits > 0)).toBe(true);
      expect(of('speculate', 1).some(({ accounts }) => accounts.decisions.launched > 0)).toBe(true);

      for (const word of ['SIMULATED', 'Time scale 0.02', 'lookahead 1', 'OPENAI_API_KEY=']) {
        expect(output.stderr).toContain(word);
      }
      expect(output.stderr.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'interrupted in the middle → the runs stop, what was made is written, status 1',
    async () => {
      const { child, output } = start('--time-scale', '0.2');
      await new Promise<void>((resolve, reject) => {
        child.once('close', (status) => reject(new Error(`ended with ${status}: ${output.stderr}`)));
        child.stdout!.on('data', () => {
          if (output.stdout.includes(' 1/12 ')) resolve();
        });
      });
      child.kill('SIGINT');
      expect(await end(child)).toBe(1);
      expect(output.stdout).toContain('Interrupted: not all runs were made.');
      const folders = readdirSync(join(cwd, 'runs')).map((name) => join(cwd, 'runs', name));
      const unfinished = folders.map(
        (folder) => readdirSync(folder).filter((name) => /^level/.test(name)).length,
      );
      expect(unfinished.some((count) => count >= 3 && count < 36)).toBe(true);
    },
    LIMIT_MS,
  );

  it('a wrong time scale → usage, status 2', async () => {
    const { child, output } = start('--time-scale', 'fast');
    expect(await end(child)).toBe(2);
    expect(output.stderr).toContain('It must be a number above 0');
  });

  it('real models without a key → says which key is missing, status 2', async () => {
    const { child, output } = start('--real');
    expect(await end(child)).toBe(2);
    expect(output.stderr).toContain('OPENAI_API_KEY');
  });
});
