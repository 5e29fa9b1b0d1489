import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SearchIndex, type IndexedPage } from '../../../client/demo/search-index';

const page = (name: string, change: Partial<IndexedPage>): IndexedPage => ({
  page: `${name}.html`,
  title: '',
  snippet: '',
  text: '',
  ...change,
});
const names = (pages: IndexedPage[]): string[] => pages.map((found) => found.page);

describe('search index', () => {
  it('order: the same word in title, snippet and text → title first, text last', () => {
    const index = new SearchIndex([
      page('text', { text: 'heron' }),
      page('title', { title: 'Heron' }),
      page('snippet', { snippet: 'a heron.' }),
    ]);
    expect(names(index.search('HERON', 10))).toEqual(['title.html', 'snippet.html', 'text.html']);
  });

  it('order: a rare word against a common one → the rare one counts more', () => {
    const index = new SearchIndex([
      page('common-1', { text: 'town charter' }),
      page('common-2', { text: 'town charter' }),
      page('rare', { text: 'town 1356' }),
    ]);
    expect(names(index.search('town charter 1356', 1))).toEqual(['rare.html']);
  });

  const word = fc.constantFrom('tern', 'heron', 'quay', 'mole', 'mill');
  const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));

  it('results: any corpus and query → only pages with a word of the query, none twice, at most as many as asked', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 8 }),
        text,
        fc.integer({ min: 0, max: 5 }),
        (texts, query, count) => {
          const index = new SearchIndex(texts.map((content, at) => page(`p${at}`, { text: content })));
          const found = index.search(query, count);
          expect(found.length).toBeLessThanOrEqual(count);
          expect(new Set(names(found)).size).toBe(found.length);
          for (const one of found) {
            expect(query.split(' ').some((wanted) => one.text.split(' ').includes(wanted))).toBe(true);
          }
        },
      ),
    );
  });
});
