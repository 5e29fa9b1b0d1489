import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerKind, scoreAnswer } from '../../../core/gaia/score';
import { scoreAnswerLegacy } from '../../../core/gaia/score-legacy';
import recorded from '../../fixtures/gaia/score-cases.json';

const score = (answer: string, groundTruth: string): boolean => scoreAnswer({ answer, groundTruth });

describe('answerKind', () => {
  it.each([
    ['17', 'number'],
    [' 1e3 ', 'number'],
    ['1_000', 'number'],
    ['nan', 'number'],
    ['1,000', 'list'],
    ['a; b', 'list'],
    ['a, b', 'list'],
    ['$17', 'string'],
    ['17%', 'string'],
    ['', 'string'],
    ['0x1F', 'string'],
  ] as const)('answerKind: ground truth %j → %s', (groundTruth, kind) => {
    expect(answerKind(groundTruth)).toBe(kind);
  });
});

describe('scoreAnswer: numbers', () => {
  it.each([
    ['17', '17', true],
    ['17.0', '17', true],
    ['$1,234.50', '1234.5', true],
    ['55 %', '55', true],
    ['1.7e1', '17', true],
    ['-.5', '-0.5', true],
    ['17 kg', '17', false],
    ['seventeen', '17', false],
    ['', '17', false],
    ['€17', '17', false],
    ['17.000001', '17', false],
    ['nan', 'nan', false],
    ['banana', 'inf', true],
  ])('scoreAnswer: %j against %j → %s', (answer, groundTruth, correct) => {
    expect(score(answer, groundTruth)).toBe(correct);
  });
});

describe('scoreAnswer: lists', () => {
  it.each([
    ['a, b', 'a,b', true],
    ['A; B', 'a, b', true],
    ['b, a', 'a, b', false],
    ['a, b, c', 'a, b', false],
    ['a', 'a, b', false],
    ['1.0; $2', '1, 2', true],
    ['Sea Gull, 2', 'seagull, 2', true],
    // Elements keep their punctuation: the question whose answer is a list of fish names rests on it.
    ["O'Brien, Smith", 'OBrien, Smith', false],
    ['a, b.', 'a, b', false],
    // A thousands separator makes the truth a list of two, so the plain number is wrong: known, kept.
    ['89706.00', '89,706.00', false],
    ['89,706.00', '89,706.00', true],
    ['89,706', '89,706.00', true],
    // Empty elements count.
    ['a, b,', 'a, b', false],
  ])('scoreAnswer: %j against %j → %s', (answer, groundTruth, correct) => {
    expect(score(answer, groundTruth)).toBe(correct);
  });
});

describe('scoreAnswer: strings', () => {
  it.each([
    ['Sea Gull', 'seagull', true],
    ['"St. Petersburg"', 'st petersburg', true],
    ['THE END.', 'the end', true],
    ['the Eiffel Tower', 'Eiffel Tower', false],
    ['Zürich', 'Zurich', false],
    ['Mai–Juni', 'Mai-Juni', false],
    ['', 'right', false],
    ['right', 'left', false],
    ['$17', '$17', true],
    ['17', '$17', true],
    ['', '?', true],
  ])('scoreAnswer: %j against %j → %s', (answer, groundTruth, correct) => {
    expect(score(answer, groundTruth)).toBe(correct);
  });

  it('scoreAnswer: no answer at all → wrong, even where the truth is None', () => {
    expect(scoreAnswer({ answer: undefined, groundTruth: 'None' })).toBe(false);
  });
});

describe('scoreAnswer: properties', () => {
  it('scoreAnswer: the truth itself → correct, unless it is not a number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^\s*[+-]?nan\s*$/i.test(text));
        expect(score(text, text)).toBe(true);
      }),
    );
  });

  it('scoreAnswer: any number written with $, % and thousands separators → correct', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom('$', ''),
        fc.constantFrom('%', ''),
        (value, before, after) => {
          expect(score(`${before}${value.toLocaleString('en-US')}${after}`, String(value))).toBe(true);
        },
      ),
    );
  });

  it('scoreAnswer: case, blanks and ASCII punctuation in a string → make no difference', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z .!'()-]*$/), (truth) => {
        fc.pre(answerKind(truth) === 'string');
        expect(score(` ${truth.toUpperCase().replaceAll(' ', '  ')}!`, truth)).toBe(true);
      }),
    );
  });

  it('scoreAnswer: lists of different lengths → wrong', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]+$/), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(words, words, (answer, truth) => {
        fc.pre(answer.length !== truth.length);
        expect(score(answer.join(','), truth.join(';'))).toBe(false);
      }),
    );
  });
});

describe('scoreAnswer and scoreAnswerLegacy: recorded cases', () => {
  it('scoring: random texts → each as Python 3.11 scored it by both rules', () => {
    const scored = recorded.map((one) => ({
      ...one,
      official: scoreAnswer(one),
      legacy: scoreAnswerLegacy(one),
    }));
    expect(scored).toEqual(recorded);
  });
});
