import type { ToolContext, ToolOutcome } from '../../contracts/tool';
import { failureOutcome } from './failure-outcome';
import type { SearchAnswer, SearchProvider } from './search-provider';

/** Asks the provider and shows the model what it found; words for an empty answer and for each failure. */
export async function searchOutcome(input: {
  provider: SearchProvider;
  query: string;
  count: number;
  context: ToolContext;
  show: (answer: SearchAnswer) => Promise<ShownText> | ShownText;
}): Promise<ToolOutcome> {
  const { provider, query, count, context, show } = input;
  try {
    const answer = await provider.search({ query, count, signal: context.signal });
    if (answer.results.length === 0 && !answer.answer)
      return { ok: true, text: `No results for "${query}". Try other words.` };
    const { text, truncated } = await show(answer);
    return { ok: true, text, ...(truncated ? { truncated } : {}) };
  } catch (error) {
    return failureOutcome(error);
  }
}

interface ShownText {
  text: string;
  truncated?: boolean;
}
