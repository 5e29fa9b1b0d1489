import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestPassage } from '../../../tools/web/best-passage';
import { decodeText } from '../../../tools/web/decode-text';
import { documentKind } from '../../../tools/web/document-kind';
import { formatSearchResults } from '../../../tools/web/format-search-results';
import { parseRetryAfter } from '../../../tools/web/http-status-error';
import { pageText } from '../../../tools/web/page-text';

const filler = (words: number): string =>
  Array.from({ length: words }, (_, index) => `Sentence ${index} speaks of the weather and of the sea.`).join(
    ' ',
  );

describe('bestPassage', () => {
  it('snippet deep in a long text → the passage around it', () => {
    const fact = 'Asaph Hall discovered Phobos on 18 August 1877 in Washington.';
    const text = `${filler(300)} ${fact} ${filler(300)}`;
    const passage = bestPassage(text, ['... Hall discovered Phobos on 18 August 1877 ...'], 400);
    expect(passage).toContain(fact);
    expect(passage.length).toBeLessThanOrEqual(400);
    expect(passage.startsWith('… ')).toBe(true);
    expect(passage.endsWith(' …')).toBe(true);
  });

  it('the words scattered once, together elsewhere → the place where they stand together', () => {
    const scattered = `Phobos. ${filler(40)} discovered. ${filler(40)} Hall. ${filler(40)}`;
    const text = `${scattered} Here Hall discovered Phobos. ${filler(100)}`;
    expect(bestPassage(text, ['Hall discovered Phobos'], 300)).toContain('Here Hall discovered Phobos.');
  });

  it('common words everywhere, one rare word → the rare word decides', () => {
    const text = `${filler(200)} The zygodactyl foot. ${filler(200)}`;
    expect(bestPassage(text, ['the weather and the sea zygodactyl'], 200)).toContain('zygodactyl');
  });

  it('words without spaces between them → found by character', () => {
    const text = `${'天气很好。'.repeat(300)}火星有两颗卫星。${'大海很蓝。'.repeat(300)}`;
    expect(bestPassage(text, ['火星 卫星'], 100)).toContain('火星有两颗卫星');
  });

  it('nothing in common → the beginning', () => {
    expect(bestPassage(filler(200), ['zzz qqq'], 100)).toMatch(/^Sentence 0 speaks/);
  });

  it('a text that fits → the whole text', () => {
    expect(bestPassage('  short text ', ['other'], 100)).toBe('short text');
  });

  it('any text and snippet → within the limit, and a piece of the text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 600 }),
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 3 }),
        fc.integer({ min: 10, max: 300 }),
        (text, wanted, maxChars) => {
          const passage = bestPassage(text, wanted, maxChars);
          expect(passage.length).toBeLessThanOrEqual(maxChars);
          const bare = passage === text.trim() ? passage : passage.replace(/^… /, '').replace(/ …$/, '');
          expect(text).toContain(bare);
        },
      ),
    );
  });
});

describe('pageText', () => {
  it('a text that fits → as it is, nothing said', () => {
    expect(pageText('abc', { offset: 0, limit: 1000, maxChars: 1000 })).toEqual({
      text: 'abc',
      truncated: false,
    });
  });

  it('a longer text → cut within the limit, and said how to go on', () => {
    const page = pageText('x'.repeat(51_234), { offset: 0, limit: 1_000_000, maxChars: 20_100 });
    expect(page?.text.endsWith('[cut: characters 0 to 20000 of 51234; ask for offset=20000]')).toBe(true);
    expect(page?.truncated).toBe(true);
  });

  it('the last page → no offset to ask for', () => {
    const page = pageText('x'.repeat(150), { offset: 100, limit: 1000, maxChars: 1000 });
    expect(page?.text).toBe(`${'x'.repeat(50)}\n\n[cut: characters 100 to 150 of 150]`);
  });

  it('offset past the end → undefined', () => {
    expect(pageText('abc', { offset: 3, limit: 10, maxChars: 1000 })).toBeUndefined();
  });

  it('any text read on by the offsets that it names → the whole text, each page within its room', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 800 }),
        fc.integer({ min: 3, max: 300 }),
        (text, limit) => {
          let offset = 0;
          let joined = '';
          for (let pages = 0; pages < 1000; pages += 1) {
            const page = pageText(text, { offset, limit, maxChars: 400 });
            if (!page) throw new Error(`no page at ${offset}`);
            expect(page.text.length).toBeLessThanOrEqual(400);
            const cut = /\n\n\[cut: characters (\d+) to (\d+) of \d+(; ask for offset=(\d+))?\]$/.exec(
              page.text,
            );
            joined += cut ? page.text.slice(0, cut.index) : page.text;
            if (!cut?.[4]) break;
            offset = Number(cut[4]);
          }
          expect(joined).toBe(text);
        },
      ),
    );
  });
});

describe('decodeText', () => {
  const latin1 = Buffer.from('caf\xe9', 'latin1');
  it.each([
    ['declared charset', latin1, 'iso-8859-1', 'café'],
    ['no charset, valid UTF-8', Buffer.from('café'), undefined, 'café'],
    ['no charset, no UTF-8', latin1, undefined, 'café'],
    ['quotes and euro of windows-1252', Buffer.from([0x93, 0x80, 0x35, 0x94]), 'windows-1252', '“€5”'],
    ['unknown charset', Buffer.from('café'), 'klingon', 'café'],
    ['byte order mark against the header', Buffer.from('\ufeffcafé', 'utf16le'), 'utf-8', 'café'],
    [
      'charset in the page',
      Buffer.from('<meta charset="windows-1251">\xcc\xe8\xf0', 'latin1'),
      undefined,
      'Мир',
    ],
    ['empty', Buffer.alloc(0), undefined, ''],
  ])('%s → right text', (_name, bytes, charset, expected) => {
    expect(decodeText(bytes, charset)).toContain(expected);
  });
});

describe('documentKind', () => {
  it.each([
    ['%PDF-1.7 ...', 'text/html', 'pdf'],
    ['junk\n%PDF-1.4', '', 'pdf'],
    ['<!DOCTYPE html><p>', '', 'html'],
    ['<!-- hi --> <html>', 'text/plain', 'html'],
    ['plain', 'text/html', 'html'],
    ['<html>', 'application/xml', 'text'],
    ['{"a":1}', 'application/json', 'text'],
    ['a\0b', 'text/plain', 'binary'],
    ['', '', 'text'],
  ])('%j as %s → %s', (body, mime, kind) => {
    expect(documentKind(Buffer.from(body, 'latin1'), mime)).toBe(kind);
  });
});

describe('formatSearchResults', () => {
  const results = Array.from({ length: 10 }, (_, index) => ({
    title: `Title ${index}`,
    url: `https://a.org/${index}`,
    snippet: 's'.repeat(100),
  }));

  it('too many for the room → whole results only, and how many are left out', () => {
    const { text, truncated } = formatSearchResults({ results }, 500);
    expect(truncated).toBe(true);
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).toContain('[3] Title 2\nhttps://a.org/2\n');
    expect(text).toMatch(/\[cut: 7 further results left out\]$/);
  });

  it('room for less than one → cut to the room', () => {
    expect(formatSearchResults({ results }, 50).text).toHaveLength(50);
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s → %s ms', (value, expected) => {
    expect(parseRetryAfter(value, 0)).toBe(expected);
  });
});
