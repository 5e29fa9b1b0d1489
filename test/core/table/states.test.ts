import { describe, expect, test } from '@jest/globals';
import { resultOccurrences } from '../../../core/table/facts';
import { statesIn } from '../../../core/table/states';

const statesOf = (value: unknown): string[] =>
  statesIn(resultOccurrences('get_boat', JSON.stringify(value), 3));

describe('statesIn', () => {
  test('words that say a state → each pair of field and word once; ids, names, numbers and prose → nothing', () => {
    const boat = {
      id: 'B-17',
      owner: 'Ada Lane',
      state: 'not_afloat',
      sold: false,
      note: 'She leaks. Mind the hull.',
    };
    expect(statesOf(boat)).toEqual(['f r:get_boat:state not_afloat', 'f r:get_boat:sold false']);
    const oars = statesOf({ oars: [{ kind: 'short' }, { kind: 'short' }] });
    expect(oars.filter((state) => state.endsWith(' short'))).toHaveLength(1);
  });

  test('lists → how long they are, as far as it matters', () => {
    expect(statesOf({ oars: ['O1'] })).toEqual(['f r:get_boat:oars 1']);
    expect(statesOf({ oars: ['O1', 'O2', 'O3', 'O4', 'O5'] })).toEqual(['f r:get_boat:oars 3']);
  });
});
