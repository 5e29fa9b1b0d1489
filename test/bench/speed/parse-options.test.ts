import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../../bench/speed/parse-options';

const CASES = ['right', 'headline'];

describe('options of bench:speed', () => {
  it('nothing given: → all cases, two pairs, the committed result', () => {
    expect(parseOptions([], CASES)).toEqual({
      only: [],
      quick: false,
      pairs: 2,
      jsonPath: 'bench/results/speed.json',
      strict: false,
      useEnv: false,
      list: false,
      help: false,
    });
  });

  it.each([[['--quick']], [['--only', 'right']]])(
    '%j: a part of the measurement → never over the committed result',
    (argv) => {
      expect(parseOptions(argv, CASES).jsonPath).toBe('bench/out/speed.json');
    },
  );

  it('--quick: → one pair, unless more are asked for', () => {
    expect(parseOptions(['--quick'], CASES).pairs).toBe(1);
    expect(parseOptions(['--quick', '--pairs', '5'], CASES).pairs).toBe(5);
  });

  it.each([
    [['--only', 'right,wrong'], /there is no case "wrong"/],
    [['--pairs', '0'], /--pairs 0 is not/],
    [['--pairs', '1.5'], /--pairs 1.5 is not/],
    [['--fast'], /--fast/],
    [['right'], /right/],
  ])('%j: → wrong usage that names it', (argv, message) => {
    expect(() => parseOptions(argv, CASES)).toThrow(
      expect.objectContaining({ code: 'wrong_usage', message: expect.stringMatching(message) }),
    );
  });
});
