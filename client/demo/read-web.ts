import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { IndexedPage } from './search-index';

/** What `index.json` lists: the pages that the search engine knows. `gone`: it is out of date, the page is not there. */
const WebIndex = z.array(
  z.strictObject({
    page: z.string().regex(/^[a-z0-9-]+\.html$/),
    title: z.string().min(1),
    snippet: z.string().min(1),
    gone: z.boolean().default(false),
  }),
);

/** The local web as it is served. */
export interface WebContent {
  index: IndexedPage[];
  /** HTML by file name. */
  pages: Map<string, string>;
}

/** Reads the pages of a folder and their index. Throws where a page is missing or the index is malformed. */
export async function readWeb(folder: string): Promise<WebContent> {
  const listed = WebIndex.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
  const pages = new Map<string, string>();
  const index: IndexedPage[] = [];
  for (const { page, title, snippet, gone } of listed) {
    const html = gone ? '' : await readFile(join(folder, page), 'utf8');
    if (!gone) pages.set(page, html);
    index.push({ page, title, snippet, text: html.replace(/<[^>]*>/g, ' ') });
  }
  return { index, pages };
}
