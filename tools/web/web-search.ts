import { z } from 'zod';
import type { Tool } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { formatSearchResults } from './format-search-results';
import { searchOutcome } from './search-outcome';
import type { SearchProvider } from './search-provider';
import { SearchQuery } from './search-query';

const parameters = z.strictObject({
  query: SearchQuery,
  max_results: z.number().int().min(1).max(20).default(10).describe('How many results, 1 to 20.'),
});

/** `web_search`: titles, addresses and snippets. */
export function createWebSearch({
  provider,
}: {
  provider: SearchProvider;
}): Tool<z.output<typeof parameters>> {
  return {
    name: 'web_search',
    description:
      'Search the web. Returns a numbered list of results, each with title, address and a snippet. ' +
      'Read a result with web_reader.',
    parameters: zodParameters(parameters),
    normalise: ({ query, max_results }) => ({ query, max_results }),
    execute: ({ arguments: { query, max_results: count }, context }) =>
      searchOutcome({
        provider,
        query,
        count,
        context,
        show: (answer) => formatSearchResults(answer, context.maxChars),
      }),
  };
}
