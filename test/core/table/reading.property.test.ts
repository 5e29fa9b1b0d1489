import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quotationsIn } from '../../../core/table/quotations';
import { shapeOf } from '../../../core/table/shape';
import { holdsOf, spansOf } from '../../../core/table/spans';
import { saidWords, stemsAndPairs, withStems } from '../../../core/table/stems';
import { wordsOf } from '../../../core/table/words';

/** Texts of the characters that matter to reading, many of them beside each other. */
const texts = (characters: string, maxLength = 40) =>
  fc.array(fc.constantFrom(...characters), { maxLength }).map((all) => all.join(''));

describe('what is told character by character is what a pattern would find', () => {
  const QUOTE =
    /(?:^|[\s(:,])(?:'([^'\n]{2,80})'|"([^"\n]{2,80})"|“([^”\n]{2,80})”|‘([^’\n]{2,80})’|`([^`\n]{2,80})`)/g;

  test.each(['a', 'ab', 'a'.repeat(80), 'a'.repeat(81)])('quotation of %s', (inner) => {
    expect(quotationsIn(`say '${inner}'`)).toEqual(inner.length >= 2 && inner.length <= 80 ? [inner] : []);
  });

  test('quotations', () => {
    fc.assert(
      fc.property(texts(`'"“”‘’\` (:,\nab`), (text) => {
        const found = [...text.matchAll(QUOTE)].map((match) =>
          match
            .slice(1)
            .find((part) => part)
            ?.trim(),
        );
        expect(quotationsIn(text)).toEqual(found);
      }),
      { numRuns: 2000 },
    );
  });

  test('words', () => {
    fc.assert(
      fc.property(texts('aAsSuUiI09é’ÀK -_.—'), fc.integer({ min: 1, max: 9 }), (text, limit) => {
        const found = [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) =>
          word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word,
        );
        expect(wordsOf(text, limit)).toEqual(found.slice(0, limit));
      }),
      { numRuns: 2000 },
    );
  });

  const runShape = (run: string): string => {
    if (/^\p{N}+$/u.test(run)) return `9:${run.length}`;
    if (/^\p{Ll}+$/u.test(run)) return 'a';
    if (/^\p{Lu}+$/u.test(run))
      return run.length === 1 ? 'Aa' : `${run.length < 5 ? 'A' : 'X'}:${run.length}`;
    if (/^\p{L}+$/u.test(run)) return 'Aa';
    return /\p{Ll}/u.test(run) ? `x:${run.length}` : `X:${run.length}`;
  };

  test('shapes', () => {
    fc.assert(
      fc.property(texts('abcXYZ019é-_ #', 45), (text) => {
        const shape = text
          .replace(/[\p{L}\p{N}]+/gu, runShape)
          .replace(/\b(Aa|a)([-_ ])(?:\1\2)+(?=\1\b)/g, '$1$2');
        expect(shapeOf(text)).toBe(shape.length > 40 ? 'prose' : shape);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what a whole text holds', () => {
  test('told once for all its lines → the pieces that each line has by itself', () => {
    const piece = fc.constantFrom(
      ...[
        'May 5',
        '12th of March 2024',
        '5 apples',
        '3/14/2024',
        '2024-05-20T10',
        '2024‑05‑20 x',
        "'red hat'",
        'W12',
      ],
      ...['Ann Lee', ' ', '\n', '\n', ', ', '"', '`ls`', '.', '7', '/', '-', 'Dec', '‑'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const holds = holdsOf(text);
        for (const line of text.split('\n')) expect(spansOf(line, 60, holds)).toEqual(spansOf(line, 60, ALL));
      }),
      { numRuns: 2000 },
    );
  });

  const ALL = { hyphens: true, quotations: true, dates: true };
});

describe('stems', () => {
  const MOST = 6;
  const alone = (texts: readonly string[]): string[] => texts.filter((_, at) => at % 2 === 1);

  test('those of all messages, taken up one by one → those of all words at once', () => {
    const message = fc.array(
      fc.constantFrom(
        'cancel',
        'cancelled',
        'the',
        'order',
        'orders',
        'please',
        'bike',
        'red',
        'hat',
        'coat',
      ),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
        const said = messages.map((words) => saidWords(words.join(' '), 99));
        const grown = said.reduce<readonly string[]>((stems, words) => withStems(stems, words, MOST), []);
        const pairs = stemsAndPairs(said.flat(), MOST);
        expect(alone(grown)).toEqual(alone(pairs).filter((_, at) => pairs[2 * at] === ''));
      }),
    );
  });

  test('nothing new → the same list, so that what was told of it is kept', () => {
    const stems = withStems([], saidWords('Cancel my order', 9), MOST);
    expect(alone(stems)).toEqual(['cancel', 'order']);
    expect(withStems(stems, saidWords('my orders, it cancels', 9), MOST)).toBe(stems);
  });

  test('pairs end with a word that counts', () => {
    expect(stemsAndPairs(saidWords('cancel the red hat', 9), MOST)).toEqual([
      ...['', 'cancel'],
      ...['', 'red'],
      ...['the', 'red'],
      ...['', 'hat'],
      ...['red', 'hat'],
    ]);
  });
});
