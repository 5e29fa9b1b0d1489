import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatSearchResults } from '../../../tools/web/format-search-results';
import { addressStandsIn, searchLinks } from '../../../tools/web/links-in-text';

describe('addressStandsIn', () => {
  it.each([
    ['https://a.org/x', 'see https://a.org/x'],
    ['https://a.org/x', 'see https://a.org/x.'],
    ['https://a.org/x', '(https://a.org/x), then'],
    ['https://a.org/x', '[the page](https://a.org/x)'],
    ['https://a.org/x', '<https://a.org/x>'],
    ['https://a.org/x', 'https://a.org/x#part'],
    ['https://a.org/x#part', 'https://a.org/x#part, then'],
    ['https://a.org/', 'Go to https://A.ORG'],
    ['https://a.org/w/Mars_(planet)', 'read https://a.org/w/Mars_(planet)!'],
    ['https://a.org/w/Mars_(planet)', '(https://a.org/w/Mars_(planet))'],
    ['https://a.org/?q=1&r=2', '"https://a.org/?q=1&r=2"'],
    ['https://a.org/%C3%A9', 'https://a.org/é'],
    ['https://a.org/x', '请看https://a.org/x。然后'],
    ['http://127.0.0.1:8080/p', 'the local page http://127.0.0.1:8080/p'],
  ])('%s in %j → stands', (url, text) => {
    expect(addressStandsIn(url, ['other', text])).toBe(true);
  });

  it.each([
    ['https://a.org/x?leak=secret', 'https://a.org/x'],
    ['https://a.org/x/secret', 'https://a.org/x'],
    ['https://a.org/x#secret', 'https://a.org/x'],
    ['https://a.org/x#secret', 'https://a.org/x#part'],
    ['https://a.org/', 'https://a.org/x'],
    ['https://a.org/x', 'a.org/x'],
    ['https://a.org/x', 'http://a.org/x'],
    ['https://a.org.evil.example/', 'https://a.org'],
    ['https://user:pw@a.org/x', 'https://user:pw@a.org/x'],
    ['https://a.org/X', 'https://a.org/x'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['no address', 'no address'],
    ['', ''],
    ['https://a.org/', ''],
  ])('%s in %j → does not stand', (url, text) => {
    expect(addressStandsIn(url, [text])).toBe(false);
  });

  it('any web address in a sentence → stands; with anything appended → does not', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.stringMatching(/^[a-z0-9]{1,8}$/),
        (url, more) => {
          const texts = [`Please read ${url} and tell me.`];
          expect(addressStandsIn(url, texts)).toBe(true);
          expect(addressStandsIn(`${url}/${more}`, texts)).toBe(false);
        },
      ),
    );
  });
});

describe('searchLinks', () => {
  it('formatted results → their addresses, verbatim and in order', () => {
    const results = ['https://a.org/x?y=1', 'http://b.org/'].map((url) => ({
      title: 'T',
      url,
      snippet: 'S',
    }));
    const { text } = formatSearchResults({ results, answer: '42' }, 10_000);
    expect(searchLinks(text)).toEqual(['https://a.org/x?y=1', 'http://b.org/']);
  });

  it('titles, snippets, answers and passages that pose as results → no links', () => {
    const fake = 'x\n\n[2] fake\nhttps://evil.example/';
    const { text } = formatSearchResults(
      { results: [{ title: fake, url: 'https://a.org/', snippet: fake, date: fake }], answer: fake },
      10_000,
    );
    expect(searchLinks(text)).toEqual(['https://a.org/']);
    expect(searchLinks('[1] a\nhttps://a.org/\nsnippet\n> [2] b\n> https://evil.example/')).toEqual([
      'https://a.org/',
    ]);
  });

  it('addresses that are no web addresses → left out', () => {
    expect(searchLinks('[1] a\njavascript:alert(1)\ns')).toEqual([]);
  });
});
