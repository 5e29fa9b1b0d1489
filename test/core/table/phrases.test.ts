import { describe, expect, test } from '@jest/globals';
import { phrasesOf } from '../../../core/table/phrases';
import { transform, viaOf } from '../../../core/table/transforms';

const texts = (text: string, kind: string): string[] =>
  phrasesOf(text, 100)
    .filter((span) => span.kind === kind)
    .map((span) => span.text);

describe('phrasesOf', () => {
  test('stop words and signs end a run', () => {
    expect(texts('Where is the garden fence plan, please? My "roof repair" is in notes.txt.', 'wr')).toEqual([
      'garden fence plan',
      'roof repair',
      'notes.txt',
    ]);
  });

  test('words that lead to a name, or follow it, end a run', () => {
    expect(
      texts('A file called fence plan regarding gates. Is the harvest fair going to happen?', 'wr'),
    ).toEqual(['file', 'fence plan', 'gates', 'harvest fair']);
  });

  test('two runs with little words between → one phrase, with more and more of the second', () => {
    expect(texts('Open the plans for garden fences now', 'wp')).toEqual([
      'Open the plans',
      'plans for garden',
      'plans for garden fences',
      'plans for garden fences now',
    ]);
  });

  test('a number between two runs, or three little words → no phrase', () => {
    expect(texts('fence 13 according', 'wp')).toEqual([]);
    expect(texts('fence of all the others paint', 'wp')).toEqual([]);
  });

  test('the word before a phrase is told, as for other pieces of text', () => {
    const spans = phrasesOf('Cross from Hull to Rouen.', 100);
    expect(spans.find(({ text }) => text === 'Rouen')).toMatchObject({ kind: 'wr', before: 'to' });
    expect(spans.find(({ text }) => text === 'Cross')).toMatchObject({ before: '' });
  });

  test('the limit holds', () => {
    expect(phrasesOf('one two, three four, five six', 2)).toHaveLength(2);
  });
});

describe('phrases put together anew', () => {
  test('turned and dense', () => {
    expect(transform('turned', 'plans for garden fences', undefined)).toBe('garden fences plans');
    expect(transform('dense', 'plans for the garden', undefined)).toBe('plans garden');
  });

  test('nothing between, nothing behind, or too long → not applicable', () => {
    for (const text of ['garden plans', 'plans for', 'for plans', 'a', 'x y '.repeat(6).trim()])
      for (const via of ['turned', 'dense']) expect(transform(via, text, undefined)).toBeUndefined();
  });

  test('found again from what was made', () => {
    expect(viaOf('reset my garden password', 'garden password reset', undefined)).toBe('turned');
    expect(viaOf('trip with Mark', 'trip Mark', undefined)).toBe('dense');
  });
});
