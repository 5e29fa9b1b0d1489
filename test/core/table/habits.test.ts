import { describe, expect, test } from '@jest/globals';
import { stemOf } from '../../../core/table/names';
import { habitShare, likeness } from '../../../core/table/ready-model';

describe('habits of the model that acts', () => {
  const habits = new Map([['tidy', { total: 8, counts: new Map([[0, 8]]) }]]);

  test('weigh more than what all do, the more often they were seen', () => {
    expect(habitShare(habits, 'tidy', 0, 0.25)).toBeCloseTo(0.85);
    expect(habitShare(habits, 'tidy', 1, 0.5)).toBeCloseTo(0.1);
  });

  test('of a model never seen, or not told, are those of all', () => {
    expect(habitShare(habits, 'other', 0, 0.25)).toBe(0.25);
    expect(habitShare(habits, undefined, 0, 0.25)).toBe(0.25);
  });
});

test('sets of tools are alike by what they share of all that either has', () => {
  expect(likeness(new Set(['a', 'b', 'c']), ['b', 'c', 'd'])).toBe(0.5);
  expect(likeness(new Set(), [])).toBe(0);
});

test('a word and its common endings have one stem', () => {
  for (const word of ['schedule', 'scheduled', 'schedules', 'scheduling'])
    expect(stemOf(word)).toBe('schedul');
  expect(stemOf('address')).toBe('address');
});
