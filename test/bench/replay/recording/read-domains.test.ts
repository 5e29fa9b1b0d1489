import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inDrawnOrder, readDomains } from '../../../../bench/replay/recording/read-domains';
import { temporaryFolder } from '../../../support/temporary-folder';
import { LATENCIES, lookupTrace, shopTrace } from '../fixture-traces';

describe('domains of trace files', () => {
  const traces = [shopTrace('a1'), shopTrace('a2'), shopTrace('b1', 'W2'), lookupTrace('l1')];
  const lines = [...traces.map((trace) => JSON.stringify(trace)), '{"broken', ''];
  const file = join(temporaryFolder({ 'toys.jsonl': lines.join('\n') }), 'toys.jsonl');

  const read = (change: object = {}) =>
    readDomains({
      files: [file],
      runs: 0,
      teach: 0,
      seed: 1,
      only: [],
      latencies: LATENCIES,
      maxTurns: 40,
      onProblem: () => undefined,
      ...change,
    });

  it('all → by domain, broken lines told and passed over', async () => {
    const problems: string[] = [];
    const domains = await read({ onProblem: (problem: Error) => problems.push(problem.message) });
    expect(domains.map(({ name, trajectories }) => [name, trajectories.length])).toEqual([
      ['toy-lookup', 1],
      ['toy-shop', 3],
    ]);
    expect(domains[1]?.recorded).toEqual({ trajectories: 3, tasks: 2 });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('toys.jsonl');
  });

  it('few runs → of as many tasks as there are; one domain alone', async () => {
    const [shop] = await read({ runs: 2, only: ['toy-shop'] });
    expect(new Set(shop?.trajectories.map(({ splitKey }) => splitKey)).size).toBe(2);
  });

  it('lessons → others than those that are counted', async () => {
    const [shop] = await read({ runs: 2, teach: 5, only: ['toy-shop'] });
    const ids = [...(shop?.trajectories ?? []), ...(shop?.lessons ?? [])].map(({ id }) => id);
    expect([shop?.trajectories.length, shop?.lessons.length]).toEqual([2, 1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('the same seed → the same order', () => {
    const traces = Array.from({ length: 20 }, (_, index) => shopTrace(`t${index}`, `W${index % 5}`));
    const order = (seed: number): string[] => inDrawnOrder(traces, seed).map((trace) => trace.trajectory_id);
    expect(order(1)).toEqual(order(1));
    expect(order(2)).not.toEqual(order(1));
    expect(
      new Set(
        inDrawnOrder(traces, 1)
          .slice(0, 5)
          .map((trace) => trace.split_key),
      ).size,
    ).toBe(5);
  });

  it('a file that is not there → an error that names it', async () => {
    await expect(read({ files: [join(dirname(file), 'none.jsonl')] })).rejects.toMatchObject({
      code: 'trace_file_unreadable',
      message: expect.stringContaining('none.jsonl'),
    });
  });
});
