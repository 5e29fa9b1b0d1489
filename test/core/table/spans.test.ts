import { describe, expect, test } from '@jest/globals';
import { spansOf } from '../../../core/table/spans';

const textsOf = (text: string): string[] => spansOf(text, 40).map((span) => span.text);

describe('spansOf', () => {
  test('signs at a token’s edges, and the s that says whose it is → not part of it', () => {
    expect(textsOf("ask Ann's sister: ‘W12’. then =B7.")).toEqual(['W12', 'Ann', 'W12', 'B7']);
    expect(textsOf('... :: ==')).toEqual([]);
  });

  test('digits, @ _ / #, capitals of any script and ends of hosts → copied; words in lower case are not', () => {
    expect(textsOf('mail ann@lee or #general, see a/b, the_key, Über, ٣٤, shop.example')).toEqual([
      'ann@lee',
      '#general',
      'a/b',
      'the_key',
      'Über',
      '٣٤',
    ]);
    expect(textsOf('write to info.com or news.org/today today.')).toEqual(['info.com', 'news.org/today']);
    expect(textsOf('nothing here, really')).toEqual([]);
  });

  test('dates in words, with slashes and as ISO writes them → days; numbers without a month are none', () => {
    expect(textsOf('on 5th of March 2024')).toContain('2024-03-05');
    expect(textsOf('on May 7')).toContain('05-07');
    expect(textsOf('by 4/30/2024')).toContain('2024-04-30');
    expect(textsOf('at 2024-05-20T10:00')).toContain('2024-05-20');
    expect(textsOf('the 12 rooms and 3 marbles')).not.toContain('03-12');
  });
});
