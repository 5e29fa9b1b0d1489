import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { ModelProfile } from '../contracts/config';
import type { Usage } from '../contracts/decision';
import type { ChatRequest } from './chat-types';

/** Rule of thumb for English text and JSON. */
const CHARS_PER_TOKEN = 4;
/** An image of about 1024 x 1024 pixels in high detail, by OpenAI's published tile count. */
const TOKENS_PER_IMAGE = 765;

export const NO_USAGE: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 };

/** Dollars of counted tokens; cached prompt tokens have their own price. */
export function priceUsage(
  tokens: { promptTokens: number; cachedTokens: number; completionTokens: number },
  price: ModelProfile['priceUsdPerMillion'],
): Usage {
  const cached = Math.min(tokens.cachedTokens, tokens.promptTokens);
  const dollars =
    (tokens.promptTokens - cached) * price.input +
    cached * price.cachedInput +
    tokens.completionTokens * price.output;
  return { ...tokens, cachedTokens: cached, costUsd: dollars / 1_000_000 };
}

/** Usage as a server reports it (`prompt_tokens` …); undefined where there is none to read. */
export function readUsage(reported: unknown, price: ModelProfile['priceUsdPerMillion']): Usage | undefined {
  if (reported === null || typeof reported !== 'object') return undefined;
  const counts = reported as Record<string, unknown>;
  const details = counts.prompt_tokens_details as Record<string, unknown> | null | undefined;
  if (typeof counts.prompt_tokens !== 'number') return undefined;
  return priceUsage(
    {
      promptTokens: counts.prompt_tokens,
      cachedTokens: typeof details?.cached_tokens === 'number' ? details.cached_tokens : 0,
      completionTokens: typeof counts.completion_tokens === 'number' ? counts.completion_tokens : 0,
    },
    price,
  );
}

/**
 * Usage by characters, where a request was broken off or the server does not count; marked `estimated`. The prompt of the
 * decision before, everything up to the last thing that the assistant said, counts as cached: it was sent a moment ago.
 */
export function estimateUsage(
  request: ChatRequest,
  answerChars: number,
  price: ModelProfile['priceUsdPerMillion'],
): Usage {
  const toolChars = request.tools ? JSON.stringify(request.tools).length : 0;
  const tokensOf = (messages: readonly ChatCompletionMessageParam[]): number =>
    messages.reduce((sum, message) => sum + messageTokens(message), 0) + toTokens(toolChars);
  const last = request.messages.findLastIndex(({ role }) => role === 'assistant');
  const promptTokens = tokensOf(request.messages);
  const cachedTokens = last < 0 ? 0 : tokensOf(request.messages.slice(0, last));
  return {
    ...priceUsage({ promptTokens, cachedTokens, completionTokens: toTokens(answerChars) }, price),
    estimated: true,
  };
}

/** Tokens of a text by its characters. */
export function toTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

function messageTokens(message: ChatCompletionMessageParam): number {
  if (!Array.isArray(message.content)) return toTokens(JSON.stringify(message).length);
  return message.content.reduce(
    (sum, part) =>
      sum + (part.type === 'image_url' ? TOKENS_PER_IMAGE : toTokens(JSON.stringify(part).length)),
    0,
  );
}
