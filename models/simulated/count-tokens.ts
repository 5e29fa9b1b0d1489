/** Characters that the simulation takes for a token. */
const CHARS_PER_TOKEN = 4;

/** OpenAI's published rule (Prompt Caching in the API, 2024): from so many tokens on, in such steps. */
const LEAST_CACHED = 1024;
const CACHED_STEP = 128;

export interface TokenCount {
  promptTokens: number;
  /** What the conversation's request before this one began with, as a provider with automatic caching reports it. */
  cachedTokens: number;
  completionTokens: number;
}

/**
 * Tokens of a request and its answer by their characters. Known is the prompt of the decision before: everything up to
 * the last thing that the assistant said. A conversation's first prompt is new.
 */
export function countTokens(
  request: { messages: readonly { role: string }[]; tools?: unknown },
  answer: string,
): TokenCount {
  const { messages, tools } = request;
  const text = JSON.stringify(tools ?? []);
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const before = last < 0 ? 0 : tokensOf(text + JSON.stringify(messages.slice(0, last)));
  return {
    promptTokens: tokensOf(JSON.stringify(messages) + text),
    cachedTokens: before < LEAST_CACHED ? 0 : before - (before % CACHED_STEP),
    completionTokens: tokensOf(answer),
  };
}

const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);
