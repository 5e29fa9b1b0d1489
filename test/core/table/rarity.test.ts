import { describe, expect, test } from '@jest/globals';
import { rarityOf } from '../../../core/table/rarity';

const heard = {
  tasks: 20,
  counts: new Map([
    ['format', 12],
    ['date', 9],
    ['garden', 2],
  ]),
};

describe('rarityOf', () => {
  test('words that nobody else says → rare; one that many say makes a phrase common', () => {
    const own = rarityOf(heard, 'harbour picnic');
    expect(own).toMatchObject({ commonest: 1, mean: 1, words: 2 });
    const mixed = rarityOf(heard, 'harbour picnic date');
    expect(mixed.commonest).toBeLessThan(0.3);
    expect(mixed.mean).toBeGreaterThan(mixed.commonest);
  });

  test('the more tasks say a word, the commoner it is; a stop word is the commonest', () => {
    const of = (text: string): number => rarityOf(heard, text).commonest;
    expect(of('garden')).toBeGreaterThan(of('date'));
    expect(of('date')).toBeGreaterThan(of('format'));
    expect(of('the garden')).toBe(0);
  });

  test('numbers and signs, or nothing heard → nothing is told', () => {
    const untold = { commonest: -1, mean: -1, words: 0 };
    expect(rarityOf(heard, '12 / 30')).toMatchObject(untold);
    expect(rarityOf({ tasks: 0, counts: new Map() }, 'garden')).toMatchObject(untold);
  });
});
