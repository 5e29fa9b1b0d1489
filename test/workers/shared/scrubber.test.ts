import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createScrubber } from '../../../workers/shared/scrubber';

const KEY = 'sk-live/9f3+Q"k\\Z=0c44 é';
const scrub = createScrubber([KEY, 'EMPT']);

/** Everything that could be read back out of a text: itself, and what its base64 words hold. */
function readings(text: string): string {
  const words = text.match(/[A-Za-z0-9+/_-]{8,}={0,2}/g) ?? [];
  const decoded = words.flatMap((word) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(word.slice(skip), 'base64').toString('utf8')),
  );
  return [text, ...decoded].join('\n');
}

describe('createScrubber', () => {
  it.each([
    ['as it is', `the key ${KEY} was refused`],
    ['in JSON', JSON.stringify({ key: KEY })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ key: KEY }) })],
    ['in a query', `https://host/?q=${encodeURIComponent(KEY)}`],
    ['in a form', new URLSearchParams({ key: KEY }).toString()],
    ['in lower-case escapes', encodeURIComponent(KEY).replace(/%../g, (hex) => hex.toLowerCase())],
  ])('a secret %s: → hidden', (_, text) => {
    const clean = scrub.text(text);
    expect(clean).not.toContain('9f3');
    expect(clean).not.toContain('live');
  });

  it('base64 of any text around a secret: → the secret cannot be read back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (before, after, encoding) => {
          const text = `x-auth: ${Buffer.from(before + KEY + after).toString(encoding)} end`;
          expect(readings(scrub.text(text))).not.toContain(KEY.slice(2, -2));
        },
      ),
    );
  });

  it('what looks like a secret, though nobody named it: → hidden, the words around it kept', () => {
    expect(scrub.text('sent Authorization: Bearer abcdef123456.xyz, refused')).toBe(
      'sent Authorization: Bearer [hidden], refused',
    );
    expect(scrub.text('basic dXNlcjpwYXNzd29yZA== refused')).toBe('basic [hidden] refused');
    expect(scrub.text('at postgres://me:secret@db:5432/x')).toBe('at postgres://[hidden]@db:5432/x');
  });

  it('harmless texts: → as they were', () => {
    const texts = ['Basic arithmetic of a bearer bond', 'http://host:80/a@b', 'a: b@c', '[::1]:8080', ''];
    for (const text of texts) expect(scrub.text(text)).toBe(text);
  });

  it('secrets shorter than four characters, and none at all: → nothing is mauled', () => {
    expect(createScrubber(['a', '', '123']).text('a banana, 123')).toBe('a banana, 123');
    expect(createScrubber([]).text('a banana')).toBe('a banana');
  });

  it('a secret within another: → nothing is left of the longer one', () => {
    const { text } = createScrubber(['abcd1234', 'abcd1234-and-more']);
    expect(text('abcd1234-and-more')).toBe('[hidden]');
  });

  it('values of any shape: → no string and no key holds a secret, at any depth', () => {
    const cause = Object.assign(new Error(`inner ${KEY}`), { request: { headers: { authorization: KEY } } });
    const value = {
      [KEY]: 1,
      list: [[[{ deep: KEY }]]],
      error: new Error(`outer ${KEY}`, { cause }),
      map: new Map([[KEY, KEY]]),
      url: new URL(`https://host/${encodeURIComponent(KEY)}`),
    };
    const clean = JSON.stringify(scrub.value(value));
    expect(clean).not.toMatch(/9f3|live/);
    expect(clean).toContain('outer [hidden]');
    expect(clean).toContain('inner [hidden]');
  });

  it('bytes, cycles and what is no object: → told shortly, cut, kept', () => {
    const cycle: Record<string, unknown> = { count: 3, none: null, bytes: Buffer.from(KEY) };
    cycle.self = cycle;
    const clean = scrub.value(cycle) as Record<string, unknown>;
    expect(clean).toMatchObject({ count: 3, none: null, bytes: `[${Buffer.from(KEY).length} bytes]` });
    expect(JSON.stringify(clean)).toContain('[deep]');
  });
});
