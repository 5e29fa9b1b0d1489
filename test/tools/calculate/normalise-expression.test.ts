import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { create, all, type FactoryFunctionMap } from 'mathjs';
import { normaliseExpression } from '../../../tools/calculate/normalise-expression';

const math = create(all as FactoryFunctionMap);

describe('normaliseExpression', () => {
  it.each([
    ['2+2', '2 + 2'],
    ['  2   +\t2 ', '2 + 2'],
    ['sqrt( 16 )*2**3', 'sqrt ( 16 ) * 2 ** 3'],
    ['a=1\n\n b = a+1 ', 'a = 1\nb = a + 1'],
    ['0xff+1.5e-3', '0xff + 1.5e-3'],
    ['[1,2].*[3,4]', '[ 1 , 2 ] .* [ 3 , 4 ]'],
    ['5cm to inch', '5 cm to inch'],
    ['a?.b', 'a ?. b'],
    ['a?.5:1', 'a ? .5 : 1'],
    ['5^|3', '5 ^| 3'],
  ])('%j → %j', (written, normal) => {
    expect(normaliseExpression(written)).toBe(normal);
  });

  it.each(["a'*b", '"a b"', '2.*3', '1+2 # sum', '3e + 1'])('%j is not certain → only trimmed', (written) => {
    expect(normaliseExpression(` ${written} `)).toBe(written);
  });

  const piece = fc.constantFrom(
    ...[
      '1',
      '2.5',
      '.5',
      '1e3',
      '0x1f',
      'pi',
      'sqrt',
      '(',
      ')',
      '[',
      ']',
      ',',
      ';',
      '+',
      '-',
      '*',
      '/',
      '^',
      '!',
    ],
    ...[
      '.*',
      '.^',
      '%',
      '==',
      '<=',
      '5 cm',
      'to',
      'inch',
      ' ',
      'e',
      'i',
      '{a:',
      '}',
      '?',
      '?.',
      '??',
      ':',
      '.',
      '|',
      '&',
      "'",
      'mod',
    ],
  );

  it('any expression: the normal form → has the same value, and is its own normal form', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const written = pieces.join('');
        const normal = normaliseExpression(written);
        expect(normaliseExpression(normal)).toBe(normal);
        expect(value(normal)).toBe(value(written));
      }),
      { numRuns: 3_000 },
    );
  });
});

function value(expression: string): string {
  try {
    return math.parse(expression).toString({ parenthesis: 'all' });
  } catch {
    return 'error';
  }
}
