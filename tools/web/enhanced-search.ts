import { z } from 'zod';
import { ForerunError } from '../../contracts/errors';
import type { Tool, ToolContext } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import type { DocumentReader } from './document-reader';
import { formatAnswer, formatResult, formatSearchResults, oneLine } from './format-search-results';
import { searchOutcome } from './search-outcome';
import type { SearchAnswer, SearchProvider, SearchResult } from './search-provider';
import { SearchQuery } from './search-query';
import { withTimeLimit } from './with-time-limit';

/** A passage shorter than this is not worth its fetch. */
const MIN_PASSAGE_CHARS = 200;
const MAX_PASSAGE_CHARS = 4_000;

const parameters = z.strictObject({
  query: SearchQuery,
  max_results: z.number().int().min(1).max(10).default(5).describe('How many results to read, 1 to 10.'),
});

export interface EnhancedSearchSettings {
  provider: SearchProvider;
  reader: DocumentReader;
  /** Longest that fetching and parsing one page may take, so that one does not hold up the rest. Default 20 s. */
  pageTimeoutMs?: number;
}

/** `enhanced_search`: search results, and of each page the passage around its snippet. */
export function createEnhancedSearch(settings: EnhancedSearchSettings): Tool<z.output<typeof parameters>> {
  return {
    name: 'enhanced_search',
    aliases: ['search_with_content'],
    description:
      'Search the web and read the pages found. Returns a numbered list of results, each with title, address, ' +
      'snippet and the passage of the page that fits best. Read a whole page with web_reader.',
    parameters: zodParameters(parameters),
    normalise: ({ query, max_results }) => ({ query, max_results }),
    execute: ({ arguments: { query, max_results: count }, context }) =>
      searchOutcome({
        provider: settings.provider,
        query,
        count,
        context,
        show: (answer) => withPassages(answer, query, settings, context),
      }),
    close: () => settings.reader.close(),
  };
}

/** Results with passages, in the room that the model has; without passages where that is too small. */
async function withPassages(
  answer: SearchAnswer,
  query: string,
  settings: EnhancedSearchSettings,
  { signal, maxChars, ahead }: Pick<ToolContext, 'signal' | 'maxChars' | 'ahead'>,
): Promise<{ text: string; truncated?: boolean }> {
  const heads = answer.results.map((result, index) => formatResult(result, index + 1));
  const used = [...formatAnswer(answer.answer), ...heads].join('\n\n').length;
  const share = Math.floor((maxChars - used) / Math.max(1, heads.length)) - 4;
  if (share < MIN_PASSAGE_CHARS) return formatSearchResults(answer, maxChars);
  const room = Math.min(share, MAX_PASSAGE_CHARS);
  const passages = await Promise.all(
    answer.results.map((result) => readPassage({ result, query, settings, signal, ahead, room })),
  );
  const blocks = heads.map((head, index) => `${head}\n${passages[index] ?? ''}`);
  return { text: [...formatAnswer(answer.answer), ...blocks].join('\n\n') };
}

interface PassageRequest {
  result: SearchResult;
  query: string;
  settings: EnhancedSearchSettings;
  signal: AbortSignal;
  ahead: boolean;
  /** Characters that the passage may take. */
  room: number;
}

/** The passage, each line marked with `>` as the page's own words; or why the page was not read. */
async function readPassage({
  result,
  query,
  settings,
  signal,
  ahead,
  room,
}: PassageRequest): Promise<string> {
  const { url, snippet } = result;
  const passage = { wanted: [snippet, query], maxChars: room };
  try {
    const document = await withTimeLimit(
      { signal, timeoutMs: settings.pageTimeoutMs ?? 20_000, what: `Reading ${url}` },
      (bounded) => settings.reader.read({ url, signal: bounded, ahead, passage }),
    );
    if (document.text.trim() === '') return '(page not read: empty_page: it has no readable text)';
    return document.text;
  } catch (error) {
    if (signal.aborted || !(error instanceof ForerunError)) throw error;
    return oneLine(`(page not read: ${error.code}: ${error.message})`).slice(0, room);
  }
}
