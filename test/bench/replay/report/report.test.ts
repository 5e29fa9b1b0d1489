import { describe, expect, it } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { armResults } from '../../../../bench/replay/measure/arm-results';
import { boundsOf } from '../../../../bench/replay/measure/bounds';
import { parseOptions } from '../../../../bench/replay/parse-options';
import { renderFigure } from '../../../../bench/replay/report/figure';
import { conditions, renderMarkdown } from '../../../../bench/replay/report/render';
import {
  CALCULATED,
  NOTE,
  type DomainReport,
  type ReplayReport,
} from '../../../../bench/replay/report/replay-report';
import { emptyAccounts } from '../../../../core/accounts';
import { toyDomain } from '../fixture-domain';

const run = (arm: string, trajectory: number, ownSeconds: number) => ({
  arm,
  trajectory,
  ownSeconds,
  wallSeconds: ownSeconds,
  costUsd: 0,
  transcript: 'x',
  accounts: emptyAccounts(),
});

function domainReport(domain: string, ratio: number, errors: string[] = []): DomainReport {
  const runs = [0, 1].flatMap((trajectory) => [
    run('baseline', trajectory, 10),
    run('table/value', trajectory, 10 * ratio),
    run('oracle', trajectory, 7),
  ]);
  const toys = toyDomain();
  return {
    domain,
    recorded: { trajectories: 2, tasks: 2 },
    played: 2,
    cutTurns: 0,
    seconds: 1,
    arms: armResults([{ name: 'table/value' }, { name: 'oracle' }], runs),
    bounds: boundsOf(toys.trajectories, toys.policy, runs.slice(0, 1), 1),
    machine: { seconds: 1, cores: 2, busyShare: 0.4, processes: [] },
    errors,
  };
}

const report = (domains: DomainReport[], change: Partial<ReplayReport> = {}): ReplayReport => ({
  format: 'forerun-replay-report/1',
  note: NOTE,
  command: 'npm run bench:replay',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 1,
  settings: { ...parseOptions([]), lambdaUsdPerSecond: 0.01, model: 'table.json' },
  domains,
  gates: [],
  whatIf: [],
  ...change,
});

describe('the report', () => {
  it('markdown → a row an arm, the share of the oracle’s saving, the machine, what is real', () => {
    const text = renderMarkdown(report([domainReport('toy', 0.85)]), 'replay.svg');
    expect(text).toContain('| toy | table/value | 2 | 0.850 (0.850–0.850) |');
    expect(text).toContain('| 50 % |');
    expect(text).toContain('| 40 % |');
    expect(text).toContain('![Wall time by domain](replay.svg)');
    expect(text).toContain(NOTE);
  });

  it('wrong runs → said in the table', () =>
    expect(
      renderMarkdown(report([domainReport('toy', 0.9, ['toy oracle: status is failed'])]), undefined),
    ).toContain('ERRORS: 1'));

  it('calculated → said instead of what is real', () => {
    const calculated = report([domainReport('toy', 0.9)], { calculated: true, note: CALCULATED });
    const text = renderMarkdown(calculated, undefined);
    expect(text).toContain('Calculated, not run');
    expect(text).not.toContain(NOTE);
    expect(text).not.toContain('runs at a time');
    expect(renderFigure(calculated, 'Title')).toContain('CALCULATED');
  });

  it('no model → the predictor is simulated, or, calculated, the oracle alone', () => {
    const settings = { ...report([]).settings, model: '' };
    expect(conditions(report([], { settings })).join(' ')).toContain('Predictor: simulated.');
    expect(conditions(report([], { settings, calculated: true })).join(' ')).toContain('the oracle alone');
  });

  it('figure → valid SVG with a bar for each arm of each domain, longer for a larger ratio', () => {
    const figure = renderFigure(
      report([domainReport('one & <two>', 0.85), domainReport('three', 1.02)]),
      'Title',
    );
    expect(XMLValidator.validate(figure)).toBe(true);
    const { svg } = new XMLParser({ ignoreAttributes: false }).parse(figure) as {
      svg: { rect: { '@_fill': string; '@_width': string; '@_height': string }[] };
    };
    const bars = svg.rect.filter((bar) => bar['@_height'] === '16');
    expect(bars).toHaveLength(4);
    expect(Number(bars[2]?.['@_width'])).toBeGreaterThan(Number(bars[0]?.['@_width']));
    expect(figure).not.toContain('NaN');
    expect(figure).toContain('SIMULATED');
  });

  it('figure of many gates → a colour each, and the whole legend on the picture', () => {
    const one = domainReport('toy', 0.9);
    const names = ['value', 'always', 'never', 'a', 'b', 'c', 'd', 'e', 'f', 'oracle'];
    const arms = names.flatMap((arm) => one.arms.slice(0, 1).map((found) => ({ ...found, arm })));
    const figure = renderFigure(report([{ ...one, arms }]), 'Title');
    const { svg } = new XMLParser({ ignoreAttributes: false }).parse(figure) as {
      svg: { '@_width': string; rect: Record<`@_${'fill' | 'x' | 'y' | 'height'}`, string>[] };
    };
    const [legend, bars] = ['12', '16'].map((height) =>
      svg.rect.filter((rect) => rect['@_height'] === height),
    );
    expect(legend).toHaveLength(names.length);
    expect(new Set(legend!.map((rect) => rect['@_fill'])).size).toBe(names.length);
    expect(Math.max(...legend!.map((rect) => Number(rect['@_x'])))).toBeLessThan(
      Number(svg['@_width']) - 100,
    );
    const lowest = Math.max(...legend!.map((rect) => Number(rect['@_y'])));
    expect(Math.min(...bars!.map((rect) => Number(rect['@_y'])))).toBeGreaterThan(lowest + 12);
  });
});
