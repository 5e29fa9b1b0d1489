/** A page as the search engine knows it. */
export interface IndexedPage {
  /** File name, which is also the path of its address. */
  page: string;
  title: string;
  snippet: string;
  /** Text of the page; empty where it is gone. */
  text: string;
}

const TITLE_WEIGHT = 3;
const SNIPPET_WEIGHT = 2;

/** Ranks the pages of a small corpus against queries. Pure. */
export class SearchIndex {
  private readonly weights: { page: IndexedPage; words: Map<string, number> }[];
  private readonly pagesWith = new Map<string, number>();

  constructor(pages: readonly IndexedPage[]) {
    this.weights = pages.map((page) => ({ page, words: weigh(page) }));
    for (const { words } of this.weights) {
      for (const word of words.keys()) this.pagesWith.set(word, (this.pagesWith.get(word) ?? 0) + 1);
    }
  }

  /**
   * The best pages first, at most `count`, none without a word of the query. A word counts by where it stands (title 3,
   * snippet 2, text 1) times ln(1 + N / n), with N pages of which n have it; of equals the first in the corpus.
   */
  search(query: string, count: number): IndexedPage[] {
    const wanted = [...new Set(wordsOf(query))];
    const rarity = (word: string): number =>
      Math.log(1 + this.weights.length / (this.pagesWith.get(word) ?? Infinity));
    return this.weights
      .map(({ page, words }) => ({
        page,
        score: wanted.reduce((sum, word) => sum + (words.get(word) ?? 0) * rarity(word), 0),
      }))
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score)
      .slice(0, count)
      .map(({ page }) => page);
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function weigh({ title, snippet, text }: IndexedPage): Map<string, number> {
  const words = new Map<string, number>();
  const add = (list: string[], weight: number): void => {
    for (const word of list) words.set(word, Math.max(weight, words.get(word) ?? 0));
  };
  add(wordsOf(title), TITLE_WEIGHT);
  add(wordsOf(snippet), SNIPPET_WEIGHT);
  add(wordsOf(text), 1);
  return words;
}
