import { z } from 'zod';
import type { ProviderProfile, ProviderSettings } from './ask-provider';
import { askProvider } from './ask-provider';
import { looseText, resultList } from './result-list';
import type { SearchAnswer, SearchProvider } from './search-provider';

const SerperFields = z.object({
  organic: resultList(
    z.object({ title: looseText, link: z.string().min(1), snippet: looseText, date: looseText }),
  ).optional(),
  answerBox: z
    .object({ title: looseText, answer: looseText, snippet: looseText })
    .optional()
    .catch(undefined),
  knowledgeGraph: z
    .object({ title: looseText, type: looseText, description: looseText })
    .optional()
    .catch(undefined),
  searchParameters: z.unknown().optional(),
});
const SerperAnswer = SerperFields.refine(
  ({ organic, searchParameters }) => organic !== undefined || searchParameters !== undefined,
  'neither organic nor searchParameters',
);
type SerperAnswer = z.infer<typeof SerperAnswer>;

const profile: ProviderProfile = {
  title: 'Serper',
  keyVariable: 'SERPER_API_KEY',
  classify({ status, text }) {
    // An empty account is a 400 (403 once) that says "Not enough credits".
    if (/not enough credits/i.test(text)) return 'quota_used_up';
    if (status === 401 || status === 403) return 'key_refused';
    return status === 429 ? 'too_fast' : 'other';
  },
};

/** Google results through serper.dev: `POST {url}/search`, key in `X-API-KEY`. */
export function createSerper(settings: ProviderSettings): SearchProvider {
  return {
    name: 'serper',
    async search({ query, count, signal }) {
      const answer = await askProvider({
        profile,
        settings,
        method: 'POST',
        path: '/search',
        headers: { 'x-api-key': settings.apiKey },
        // A page is 10 results; more in one request cost more.
        json: { q: query, num: Math.max(10, count) },
        answer: SerperAnswer,
        signal,
      });
      return toSearchAnswer(answer, count);
    },
  };
}

function toSearchAnswer(
  { organic = [], answerBox, knowledgeGraph }: SerperAnswer,
  count: number,
): SearchAnswer {
  const direct = answerBox?.answer ?? answerBox?.snippet;
  const about = knowledgeGraph
    ? [knowledgeGraph.title, knowledgeGraph.type, knowledgeGraph.description].filter(Boolean).join('; ')
    : '';
  const answer = [direct, about].filter(Boolean).join(' | ');
  return {
    results: organic.slice(0, count).map(({ title, link, snippet, date }) => ({
      title: title ?? '',
      url: link,
      snippet: snippet ?? '',
      ...(date ? { date } : {}),
    })),
    ...(answer ? { answer } : {}),
  };
}
