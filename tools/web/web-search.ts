import { z } from 'zod';
import type { Tool } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { failureOutcome } from './failure-outcome';
import { formatSearchResults } from './format-search-results';
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
    async execute({ arguments: { query, max_results: count }, context }) {
      try {
        const answer = await provider.search({ query, count, signal: context.signal });
        if (answer.results.length === 0 && !answer.answer) {
          return { ok: true, text: `No results for "${query}". Try other words.` };
        }
        const { text, truncated } = formatSearchResults(answer, context.maxChars);
        return { ok: true, text, ...(truncated ? { truncated } : {}) };
      } catch (error) {
        return failureOutcome(error);
      }
    },
  };
}
