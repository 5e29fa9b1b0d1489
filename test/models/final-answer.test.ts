import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findFinalAnswer } from '../../models/final-answer';

describe('final answer', () => {
  it.each([
    ['FINAL ANSWER: 42', '42'],
    ['Thinking.\nFinal answer: Paris ', 'Paris'],
    ['final answer:egalitarian', 'egalitarian'],
    ['**FINAL ANSWER:** 42', '42'],
    ['**FINAL ANSWER**: 42', '42'],
    ['**Final Answer: 42**', '42'],
    ['FINAL ANSWER: **42**', '42'],
    ['__FINAL ANSWER:__ 42', '42'],
    ['## Final answer: 42', '42'],
    ['FINAL ANSWER:\n  a, b\n  c\n', 'a, b\n  c'],
    ['FINAL ANSWER: 1\nNo, wait.\nFINAL ANSWER: 2', '2'],
    ['FINAL ANSWER: 1\nFINAL ANSWER:', '1'],
    ['FINAL ANSWER： 42', '42'],
    ['FINAL ANSWER: 2**3', '2**3'],
    ['FINAL ANSWER: x: y', 'x: y'],
  ])('%j → %j', (text, answer) => {
    expect(findFinalAnswer(text)).toBe(answer);
  });

  it.each([
    '',
    'The answer is 42',
    'FINAL ANSWER',
    'FINAL ANSWER:',
    'FINAL ANSWER: \n ',
    'semifinal answer: 3',
  ])('%j → none', (text) => {
    expect(findFinalAnswer(text)).toBeUndefined();
  });

  it('any answer of one line of letters behind any text → found', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z0-9]{1,20}$/), (before, answer) => {
        expect(findFinalAnswer(`${before}\nFINAL ANSWER: ${answer}`)).toBe(answer);
      }),
    );
  });
});
