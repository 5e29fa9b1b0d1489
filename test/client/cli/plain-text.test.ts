import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonLine, plainLine, plainText } from '../../../client/cli/plain-text';

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('plainText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['8-bit sequences', 'a\u009b2Jb', 'ab'],
    ['a turned direction', 'safe\u202eexe.txt', 'safeexe.txt'],
    ['carriage returns and backspaces', 'hidden\rshown\b!', 'hiddenshown!'],
    ['lines and tabs', 'a\n\tb', 'a\n\tb'],
  ])('%s: → only the text is left', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('any text: → holds no control character, and doing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(CONTROLS);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });
});

describe('plainLine', () => {
  it('a long text over lines: → one line, cut with an ellipsis', () => {
    expect(plainLine('one\ntwo\n\nthree', 8)).toBe('one two…');
  });
});

describe('jsonLine', () => {
  it('any value: → reads back the same, and holds no control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ text });
        expect(line).not.toMatch(CONTROLS);
        expect(JSON.parse(line)).toEqual({ text });
      }),
    );
  });
});
