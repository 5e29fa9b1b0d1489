import { describe, expect, it } from '@jest/globals';
import { eventsPerStep } from '../../../../bench/speed/cases/history-events';

describe('events a step', () => {
  it('several lengths: → what each further step adds, without what starts and ends a run', () => {
    expect(eventsPerStep([10, 50, 200], [128, 608, 2408])).toEqual([12, 12]);
  });

  it('one length: → nothing to compare', () => {
    expect(eventsPerStep([10], [128])).toEqual([]);
  });
});
