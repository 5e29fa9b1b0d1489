import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pythonFloat } from '../../../core/gaia/python-float';
import recorded from '../../fixtures/gaia/score-cases.json';

describe('pythonFloat', () => {
  it.each([
    ['17', 17],
    ['+17.', 17],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['1_000.5_0', 1000.5],
    [' \t\n17\r\v\f', 17],
    ['\u200317\u00a0', 17],
    ['\u0661\u0667', 17],
    ['\u{1d7d9}\u{1d7df}', 17],
    ['inf', Infinity],
    ['-INFINITY', -Infinity],
    ['1e999', Infinity],
    ['nan', NaN],
    ['-0', -0],
  ])('pythonFloat: %j → %d', (text, value) => {
    expect(pythonFloat(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '.',
    'e5',
    '1e',
    '1__0',
    '_1',
    '1_',
    '1_.5',
    '1._5',
    '1e_5',
    '- 1',
    '1 2',
    '0x10',
    '1,000',
    '$1',
    '\ufeff1',
    '\x1c1',
    'infin',
    '½',
    '²',
    '1\0',
    '−1',
  ])('pythonFloat: %j → undefined, as ValueError there', (text) => {
    expect(pythonFloat(text)).toBeUndefined();
  });

  it('pythonFloat: every finite number as JavaScript writes it → that number', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        expect(pythonFloat(Object.is(value, -0) ? '-0' : String(value))).toBe(value);
      }),
    );
  });

  it('pythonFloat: random texts → each as Python 3.11 read it', () => {
    const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: NaN };
    const read = recorded.map((one) => [one.groundTruth, pythonFloat(one.groundTruth)]);
    const expected = recorded.map((one) => [
      one.groundTruth,
      one.float === null ? undefined : (special[one.float] ?? Number(one.float)),
    ]);
    expect(read).toEqual(expected);
  });
});
