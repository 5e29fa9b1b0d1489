import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { cutMiddle } from '../../../tools/code-exec/cut-middle';

const LONE_SURROGATE = /\p{Surrogate}/u;

describe('cutMiddle', () => {
  it('any text and limit → within the limit, whole where it fits, no broken characters', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 300 }), (whole, maxChars) => {
        const cut = cutMiddle(whole, maxChars);
        expect(cut.text.length).toBeLessThanOrEqual(maxChars);
        expect(cut.truncated).toBe(whole.length > maxChars);
        if (!cut.truncated) expect(cut.text).toBe(whole);
        expect(cut.text).not.toMatch(LONE_SURROGATE);
      }),
    );
  });

  it('long text → its beginning, a count, its end', () => {
    const { text } = cutMiddle(`first ${'x'.repeat(1000)} last`, 200);
    expect(text).toMatch(/^first x+\n… 1011 characters, cut to 200 …\nx+ last$/);
  });
});
