import { z } from 'zod';
import type { ProviderProfile, ProviderSettings } from './ask-provider';
import { askProvider } from './ask-provider';
import { looseText, resultList } from './result-list';
import type { SearchProvider } from './search-provider';

const BraveAnswer = z
  .object({
    type: looseText,
    web: z
      .object({
        results: resultList(
          z.object({
            title: looseText,
            url: z.string().min(1),
            description: looseText,
            age: looseText,
            page_age: looseText,
          }),
        ),
      })
      .optional(),
  })
  // A search without results has no `web`, but it says that it is a search.
  .refine(({ type, web }) => web !== undefined || type === 'search', 'neither web nor type "search"');

const profile: ProviderProfile = {
  title: 'Brave Search',
  keyVariable: 'BRAVE_API_KEY',
  classify({ status, text }) {
    if (status === 401 || status === 403 || /SUBSCRIPTION_TOKEN_INVALID/.test(text)) return 'key_refused';
    if (status === 402 || /QUOTA_LIMITED|USAGE_LIMIT_EXCEEDED/.test(text)) return 'quota_used_up';
    return status === 429 ? 'too_fast' : 'other';
  },
};

/** Brave's own index: `GET {url}/res/v1/web/search`, key in `X-Subscription-Token`. At most 20 results. */
export function createBrave(settings: ProviderSettings): SearchProvider {
  return {
    name: 'brave',
    async search({ query, count, signal }) {
      const { web } = await askProvider({
        profile,
        settings,
        method: 'GET',
        path: '/res/v1/web/search',
        query: { q: query, count: String(Math.min(20, count)), text_decorations: 'false' },
        headers: { 'x-subscription-token': settings.apiKey },
        answer: BraveAnswer,
        signal,
      });
      const results = (web?.results ?? []).slice(0, count).map((result) => {
        const date = result.page_age ?? result.age;
        return {
          title: result.title ?? '',
          url: result.url,
          snippet: stripMarkup(result.description ?? ''),
          ...(date ? { date } : {}),
        };
      });
      return { results };
    },
  };
}

/** Descriptions carry `<strong>` around hits and a few entities. */
function stripMarkup(text: string): string {
  return text
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&quot;/g, '"')
    .replace(/&#(?:x27|39);/gi, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
