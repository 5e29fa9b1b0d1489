import { z } from 'zod';
import type { ProviderProfile, ProviderSettings } from './ask-provider';
import { askProvider } from './ask-provider';
import { looseText, resultList } from './result-list';
import type { SearchProvider } from './search-provider';

const TavilyAnswer = z.object({
  results: resultList(
    z.object({ title: looseText, url: z.string().min(1), content: looseText, published_date: looseText }),
  ),
  answer: looseText.nullable(),
});

const profile: ProviderProfile = {
  title: 'Tavily',
  keyVariable: 'TAVILY_API_KEY',
  classify({ status }) {
    if (status === 401 || status === 403) return 'key_refused';
    // Tavily's own codes for the plan's limit and the pay-as-you-go limit.
    if (status === 432 || status === 433) return 'quota_used_up';
    return status === 429 ? 'too_fast' : 'other';
  },
};

/** Search made for models, at tavily.com: `POST {url}/search`, key as a bearer token. At most 20 results. */
export function createTavily(settings: ProviderSettings): SearchProvider {
  return {
    name: 'tavily',
    async search({ query, count, signal }) {
      const { results, answer } = await askProvider({
        profile,
        settings,
        method: 'POST',
        path: '/search',
        headers: { authorization: `Bearer ${settings.apiKey}` },
        json: { query, max_results: Math.min(20, count) },
        answer: TavilyAnswer,
        signal,
      });
      return {
        results: results.slice(0, count).map(({ title, url, content, published_date: date }) => ({
          title: title ?? '',
          url,
          snippet: content ?? '',
          ...(date ? { date } : {}),
        })),
        ...(answer ? { answer } : {}),
      };
    },
  };
}
