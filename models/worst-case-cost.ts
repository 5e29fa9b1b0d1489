import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { ModelProfile } from '../contracts/config';
import type { ChatRequest } from './chat-types';

/** More than any provider counts for one image (OpenAI's and Anthropic's published rules stay below 5,000). */
const MAX_TOKENS_PER_IMAGE = 6_000;

/** Roles, separators and the like, for each message. */
const MAX_TOKENS_AROUND_MESSAGE = 16;

/**
 * The most dollars that a request can cost: no token is shorter than a byte, and each of the answers is as long as the
 * profile allows. 0 for a model without a price.
 */
export function worstCaseUsd(
  request: Pick<ChatRequest, 'messages' | 'tools'>,
  { priceUsdPerMillion: price, maxTokens }: Pick<ModelProfile, 'priceUsdPerMillion' | 'maxTokens'>,
  answers = 1,
): number {
  if (price.input === 0 && price.output === 0) return 0;
  const tools = request.tools ? bytesOf(request.tools) : 0;
  const prompt = request.messages.reduce((sum, message) => sum + mostTokens(message), tools);
  return (prompt * Math.max(price.input, price.cachedInput) + answers * maxTokens * price.output) / 1_000_000;
}

function mostTokens(message: ChatCompletionMessageParam): number {
  if (!Array.isArray(message.content)) return MAX_TOKENS_AROUND_MESSAGE + bytesOf(message);
  const { content, ...rest } = message;
  return content.reduce(
    (sum, part) => sum + (part.type === 'image_url' ? MAX_TOKENS_PER_IMAGE : bytesOf(part)),
    MAX_TOKENS_AROUND_MESSAGE + bytesOf(rest),
  );
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');
