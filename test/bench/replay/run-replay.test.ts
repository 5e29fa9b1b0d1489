import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../../bench/replay/parse-options';
import { CALCULATED } from '../../../bench/replay/report/replay-report';
import { runReplay } from '../../../bench/replay/run-replay';
import { shopTrace } from './fixture-traces';

describe('the command, calculated', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replay-'));
    file = join(folder, 'shop.jsonl');
    await writeFile(file, `${JSON.stringify(shopTrace('one', 'W1'))}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...options: string[]) =>
    runReplay(parseOptions(['--calculate', '--data', file, ...options]), {
      command: 'npm run bench:replay',
      print: () => undefined,
      log: () => undefined,
    });

  it('a trace file of one’s own → played against the oracle; the report says that nothing was run', async () => {
    const report = await run();
    expect(report.note).toBe(CALCULATED);
    expect(report.domains.map(({ played }) => played)).toEqual([1]);
    expect(report.domains[0]?.arms[0]?.ratio.value).toBeLessThan(1);
  });

  it('a domain that the data do not have → refused by name, though others are there', async () => {
    const { domain } = shopTrace('one', 'W1');
    await expect(run('--domains', `${domain},nowhere`)).rejects.toThrow(/nothing to play of nowhere/);
  });
});
