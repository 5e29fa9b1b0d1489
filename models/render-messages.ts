import type {
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions';
import { ForerunError } from '../contracts/errors';
import type { Hash, ImageRef, Message } from '../contracts/transcript';
import { canonicalJson } from '../core/canonical-json';
import type { OpaqueFields } from './chat-types';

/** Contents of what messages hold by hash. */
export interface Contents {
  texts: ReadonlyMap<Hash, string>;
  images: ReadonlyMap<Hash, Uint8Array>;
  opaque: ReadonlyMap<Hash, OpaqueFields>;
}

/** Some servers refuse a tool message without content. */
const NO_OUTPUT = '(no output)';

/** The hashes that `renderMessages` will look up. */
export function referencedHashes(messages: readonly Message[]): {
  texts: Hash[];
  images: Hash[];
  opaque: Hash[];
} {
  const texts = new Set<Hash>();
  const images = new Set<Hash>();
  const opaque = new Set<Hash>();
  for (const message of messages) {
    if (message.role === 'user') for (const image of message.images ?? []) images.add(image.hash);
    if (message.role === 'tool') texts.add(message.textHash);
    if (message.role === 'assistant' && message.textHash) texts.add(message.textHash);
    if (message.role === 'assistant' && message.opaqueHash) opaque.add(message.opaqueHash);
  }
  return { texts: [...texts], images: [...images], opaque: [...opaque] };
}

/**
 * A transcript's messages as OpenAI takes them: images as data URLs, arguments as canonical JSON, so that one
 * transcript always gives the same bytes. Throws `blob_missing` where a content was not handed in.
 */
export function renderMessages(
  messages: readonly Message[],
  contents: Contents,
): ChatCompletionMessageParam[] {
  return messages.map((message) => renderMessage(message, contents));
}

function renderMessage(message: Message, contents: Contents): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: userContent(message, contents) };
    case 'assistant':
      return renderAssistant(message, contents);
    case 'tool':
      return {
        role: 'tool',
        tool_call_id: message.callId,
        content: lookUp(contents.texts, message.textHash) || NO_OUTPUT,
      };
  }
}

function userContent(
  message: { text: string; images?: ImageRef[] },
  contents: Contents,
): string | ChatCompletionContentPart[] {
  if (!message.images?.length) return message.text;
  return [
    { type: 'text', text: message.text },
    ...message.images.map((image): ChatCompletionContentPart => ({
      type: 'image_url',
      image_url: { url: dataUrl(image.mime, lookUp(contents.images, image.hash)) },
    })),
  ];
}

/** `content` is null beside calls where the model wrote none, and empty where there is neither: both are accepted. */
function renderAssistant(
  message: Extract<Message, { role: 'assistant' }>,
  contents: Contents,
): ChatCompletionMessageParam {
  const text = message.textHash === undefined ? undefined : lookUp(contents.texts, message.textHash);
  const opaque = message.opaqueHash === undefined ? undefined : lookUp(contents.opaque, message.opaqueHash);
  if (message.calls.length === 0) return { ...opaque?.message, role: 'assistant', content: text ?? '' };
  return {
    ...opaque?.message,
    role: 'assistant',
    content: text ?? null,
    tool_calls: message.calls.map((call, index): ChatCompletionMessageToolCall => ({
      ...opaque?.toolCalls[index],
      id: call.id,
      type: 'function',
      function: { name: call.tool, arguments: canonicalJson(call.arguments) },
    })),
  };
}

/** Bytes as a data URL. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
}

function lookUp<T>(contents: ReadonlyMap<Hash, T>, hash: Hash): T {
  const content = contents.get(hash);
  if (content !== undefined) return content;
  throw new ForerunError({
    code: 'blob_missing',
    blame: 'system',
    message: `The transcript refers to ${hash}, which was not loaded`,
  });
}
