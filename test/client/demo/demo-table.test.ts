import { describe, expect, it } from '@jest/globals';
import { demoTable } from '../../../client/demo/demo-table';
import type { RunRecord } from '../../../client/results/run-record';
import { recordOf } from '../results/records';

const run = (more: Partial<RunRecord> = {}): RunRecord => ({ ...recordOf(), correct: true, ...more });

describe('table of the demonstration', () => {
  it.each([
    [100, 100],
    [80, 80],
  ])('figures of slow real models, a screen of %d columns → no line is wider', (columns, width) => {
    const big = run({ time_seconds: 123.4, hidden_seconds: 45.6, accepted_ahead: 9, spec_hits: 8 });
    const rows = Array.from({ length: 12 }, () => ({ name: 'a-very-long-name.xlsx', runs: [big, big, big] }));
    const lines = demoTable(rows, columns);
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    expect(lines.filter((line) => line.includes('a-very-long-name')).length).toBe(columns === 100 ? 12 : 24);
    expect(lines.at(-1)).toMatch(/ 1481 .* 547 /);
  });

  it('a row → mark, seconds, hits of eligible calls', () => {
    const runs = [run({ time_seconds: 2.04 }), run(), run({ correct: false })];
    const line = demoTable([{ name: 'x', runs }], 100)[3]!;
    const [name, baseline, plain, ahead] = line.split('│').map((part) => part.trim().split(/\s+/));
    expect(name?.[0]).toBe('x');
    expect(baseline).toEqual(['✓', '2.0']);
    expect(plain?.[2]).toBe('1/1');
    expect(ahead?.[0]).toBe('✗');
  });

  it('a run that was not made → dashes, and no part in the sums', () => {
    const lines = demoTable(
      [
        { name: 'x', runs: [run({ time_seconds: 2 }), undefined, undefined] },
        { name: 'y', runs: [run({ time_seconds: 3 }), undefined, undefined] },
      ],
      100,
    );
    expect(lines[3]).toMatch(/│\s+–\s+–\s+–/);
    expect(lines.at(-1)!.split('│')[1]!.trim().split(/\s+/)).toEqual(['2', '5.0']);
  });
});
