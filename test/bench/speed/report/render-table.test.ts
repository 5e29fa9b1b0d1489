import { describe, expect, it } from '@jest/globals';
import {
  renderCase,
  renderEnd,
  renderHeading,
  renderMarkdown,
  wrap,
} from '../../../../bench/speed/report/render-table';
import {
  NOTE,
  verdict,
  type CaseReport,
  type SpeedReport,
} from '../../../../bench/speed/report/speed-report';

const CASES: CaseReport[] = [
  {
    name: 'right',
    seconds: 12,
    rows: [
      { what: 'fast', target: '≤ 1 s', measured: '0.9 s', met: true, values: {} },
      { what: 'slow | piped', target: '≤ 1 s', measured: '1.1 s', met: false, values: {} },
      { what: 'only reported', target: '', measured: '42 ms', values: {} },
    ],
  },
  { name: 'broken', seconds: 1, rows: [], error: 'the answer is wrong' },
  { name: 'absent', seconds: 0, rows: [], skipped: 'there is no command line' },
];

const REPORT: SpeedReport = {
  format: 'forerun-speed/1',
  note: NOTE,
  command: 'npm run bench:speed',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 61.4,
  pairs: 3,
  quick: false,
  host: {
    system: 'linux',
    cpu: 'a processor',
    cores: 2,
    memoryGb: 8,
    loadBefore: [0.1, 0.2, 0.3],
    versions: { forerun: '0.1.0', node: '20.0.0', temporalServer: '1.31.2', temporalSdk: '1.24.0' },
    git: { commit: 'abc1234', dirty: true },
  },
  cases: CASES,
};

describe('table of the speed benchmark', () => {
  it('verdict: → targets met and missed; errors and skipped cases by name; reported rows count as neither', () => {
    expect(verdict(CASES)).toEqual({
      met: 1,
      missed: ['slow | piped'],
      errors: ['broken: the answer is wrong'],
      skipped: ['absent: there is no command line'],
    });
  });

  it('terminal: → one line a row with yes or NO at its end, and errors and skips in their case', () => {
    const lines = CASES.flatMap((each) => renderCase(each).split('\n'));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^fast +≤ 1 s +0\.9 s +yes$/);
    expect(lines[1]).toMatch(/NO$/);
    expect(lines[2]).toMatch(/42 ms$/);
    expect(lines[3]).toMatch(/^broken +ERROR: the answer is wrong +NO$/);
    expect(lines[4]).toMatch(/SKIPPED: there is no command line$/);
  });

  it('terminal: a long text → wrapped within its column, the others beside its first line', () => {
    const measured =
      'many words that do not fit into one line of the column and so go on in a second one below';
    const row = { what: 'long', target: 't', measured, values: {} };
    const [first, second] = renderCase({ name: 'x', seconds: 0, rows: [row] }).split('\n');
    const column = renderHeading().indexOf('measured');
    expect(first?.slice(0, 4)).toBe('long');
    expect(second?.slice(0, column).trim()).toBe('');
    expect(`${first?.slice(column)} ${second?.trim()}`).toBe(measured);
  });

  it('end: → counts, what was missed, what was wrong, and that the models are simulated', () => {
    const end = renderEnd(REPORT);
    expect(end).toContain('1 of 2 targets met, 1 errors, 1 skipped, in 61 s');
    expect(end).toContain('missed: slow | piped');
    expect(end).toContain('ERROR: broken: the answer is wrong');
    expect(end).toContain('simulated');
    expect(end).toContain('commit abc1234 with changes');
  });

  it('Markdown: → every row has four cells, also where a text has a bar', () => {
    const table = renderMarkdown(REPORT)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(2 + 5);
    for (const line of table) expect(line.split(/(?<!\\)\|/)).toHaveLength(6);
  });
});

describe('wrapping', () => {
  it('a word that is longer than the width → stands alone, whole', () => {
    expect(wrap('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b']);
  });
});
