import { describe, expect, it } from '@jest/globals';
import { gateName, parseGate, replayArms, speculationOf } from '../../../bench/replay/arms';
import { parseOptions } from '../../../bench/replay/parse-options';
import type { RunInput } from '../../../contracts/run';
import { DEFAULTS } from '../../../core/config/defaults';
import { gateSettings } from '../../../core/config/gate-settings';

const TEMPLATE: RunInput['speculation'] = {
  ...DEFAULTS.speculation,
  gate: gateSettings({ ...DEFAULTS.speculation, predictors: [], toolModes: [] }),
};

describe('arms', () => {
  it('a predictor under several gates → an arm each, between baseline and oracle', () => {
    const gates = ['value', 'threshold:0.5', 'never'].map(parseGate);
    const arms = replayArms({ guesser: 'table', gates, oracle: true, lookahead: 1 });
    expect(arms.map(({ name }) => name)).toEqual([
      'baseline',
      'table/value',
      'table/threshold:0.5',
      'table/never',
      'oracle',
    ]);
    expect(arms[2]?.speculation).toMatchObject({ minProbability: 0.5, lookahead: 1 });
    expect(arms[3]?.speculation).toMatchObject({ strategy: 'none', lookahead: 0 });
    expect(arms[1]?.change).toEqual({ predictors: ['table'] });
  });

  it('value gates of two prices of time → an arm each, with its own λ', () => {
    const gates = ['value', 'value:0.05'].map(parseGate);
    const [, own, dear] = replayArms({ guesser: 'table', gates, oracle: false, lookahead: 1 });
    expect(speculationOf(TEMPLATE, own!).gate).toMatchObject({ rule: 'value', lambdaUsdPerSecond: 0.02 });
    expect(speculationOf(TEMPLATE, dear!).gate).toMatchObject({ rule: 'value', lambdaUsdPerSecond: 0.05 });
  });

  it.each([
    'sometimes',
    'threshold',
    'threshold:',
    'threshold:1.5',
    'threshold:-1',
    'value:',
    'value:-1',
    '',
  ])('gate %p → wrong usage', (text) =>
    expect(() => parseGate(text)).toThrow(expect.objectContaining({ code: 'wrong_usage' })),
  );

  it.each(['threshold:0.35', 'value', 'value:0.05', 'always', 'never'])(
    'gate %s by its name → itself',
    (name) => expect(gateName(parseGate(name))).toBe(name),
  );
});

describe('options of bench:replay', () => {
  it('none → the figures that the issue asks for', () =>
    expect(parseOptions([])).toMatchObject({
      lookahead: 1,
      latencies: { actor: { p50: 1.35, p90: 2.5 }, tool: { p50: 0.32, p95: 1.84 }, recorded: false },
      timeScale: 1,
      replay: 'calls',
    }));

  it('several files → with commas, or as the shell names them', () =>
    expect(parseOptions(['--data', 'a.jsonl,b.jsonl', 'c.jsonl']).data).toEqual([
      'a.jsonl',
      'b.jsonl',
      'c.jsonl',
    ]));

  it.each([
    [['--runs', '1.5']],
    [['--runs', '']],
    [['--concurrency', '0']],
    [['--actor', '2,1']],
    [['--actor', '2']],
    [['--price', '1,-1,1']],
    [['--text', 'some']],
    [['--accuracy', '2']],
    [['a.jsonl']],
    [['--nonsense']],
  ])('%j → wrong usage that names it', (argv) =>
    expect(() => parseOptions(argv)).toThrow(
      expect.objectContaining({ code: 'wrong_usage', message: expect.stringContaining(argv[0]!) }),
    ),
  );
});
