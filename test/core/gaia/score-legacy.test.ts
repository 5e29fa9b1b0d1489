import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreAnswerLegacy } from '../../../core/gaia/score-legacy';

describe('scoreAnswerLegacy', () => {
  it.each([
    [' Right ', 'right', true],
    ['a , b ;c', 'a,b; c', true],
    ['St . Petersburg !', 'st.petersburg!', true],
    ['Sea gull', 'seagull', false],
    ['17.0', '17', false],
    ['$17', '17', false],
    ['', '17', false],
  ])('scoreAnswerLegacy: %j against %j → %s', (answer, groundTruth, correct) => {
    expect(scoreAnswerLegacy({ answer, groundTruth })).toBe(correct);
  });

  it('scoreAnswerLegacy: no answer → wrong', () => {
    expect(scoreAnswerLegacy({ answer: undefined, groundTruth: '' })).toBe(false);
  });

  it('scoreAnswerLegacy: any text → equals itself, in either order the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(scoreAnswerLegacy({ answer: a, groundTruth: a })).toBe(true);
        expect(scoreAnswerLegacy({ answer: a, groundTruth: b })).toBe(
          scoreAnswerLegacy({ answer: b, groundTruth: a }),
        );
      }),
    );
  });
});
