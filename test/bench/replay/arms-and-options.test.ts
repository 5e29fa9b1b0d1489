import { describe, expect, it } from '@jest/globals';
import { gateName, parseGate, replayArms } from '../../../bench/replay/arms';
import { parseOptions } from '../../../bench/replay/parse-options';

describe('arms', () => {
  it('a predictor under each gate, between baseline and oracle', () => {
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

  it.each(['sometimes', 'threshold', 'threshold:', 'threshold:1.5', 'threshold:-1', ''])(
    'gate %p → wrong usage',
    (text) => expect(() => parseGate(text)).toThrow(expect.objectContaining({ code: 'wrong_usage' })),
  );

  it('a gate by its name → the same gate', () =>
    expect(parseGate(gateName({ rule: 'threshold', least: 0.35 }))).toEqual({
      rule: 'threshold',
      least: 0.35,
    }));
});

describe('options of bench:replay', () => {
  it('none → the figures that the issue asks for', () =>
    expect(parseOptions([])).toMatchObject({
      lookahead: 1,
      latencies: { actor: { p50: 1.35, p90: 2.5 }, tool: { p50: 0.32, p95: 1.84 }, recorded: false },
      timeScale: 1,
      replay: 'calls',
    }));

  it('several files, with commas or as the shell names them', () =>
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
