import { z } from 'zod';
import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import type { Message, TranscriptNode, TranscriptRef } from '../../contracts/transcript';
import { sha256Hex } from '../../core/sha256';
import type { RenderedMessage } from './rendered-message';

/** Enough of a stored node to walk the chain; content is verified by the store, which holds it under its hash. */
const Node = z.object({
  parent: z.string().nullable(),
  messages: z.array(z.looseObject({ role: z.enum(['system', 'user', 'assistant', 'tool']) })),
});

/**
 * The whole conversation of a run, oldest message first, with its texts: the stored chain and what the reference itself
 * carries. One read a stored node and one a text. Throws the store's errors, and ForerunError `blob_corrupt` for a node
 * that is no node.
 */
export async function readConversation(input: {
  store: BlobStore;
  transcript: TranscriptRef;
}): Promise<RenderedMessage[]> {
  const { store, transcript } = input;
  const stored: TranscriptNode[] = [];
  let id = transcript.base?.id ?? null;
  while (id !== null) {
    const node: TranscriptNode = await readNode(store, id);
    stored.unshift(node);
    id = node.parent;
  }
  const carried = new Map((transcript.texts ?? []).map((text) => [sha256Hex(text), text]));
  const textOf = (hash: string): Promise<string> => {
    const text = carried.get(hash);
    return text === undefined ? readText(store, hash) : Promise.resolve(text);
  };
  const rendered: RenderedMessage[] = [];
  for (const message of [...stored, ...transcript.tail].flatMap((node) => node.messages)) {
    rendered.push(await renderMessage(message, textOf));
  }
  return rendered;
}

async function readNode(store: BlobStore, id: string): Promise<TranscriptNode> {
  const text = await readText(store, id);
  try {
    return Node.parse(JSON.parse(text)) as TranscriptNode;
  } catch (cause) {
    throw new ForerunError({
      code: 'blob_corrupt',
      blame: 'system',
      message: `The blob ${id} is no transcript node.`,
      remedy: 'Run the task again.',
      cause,
    });
  }
}

const readText = async (store: BlobStore, hash: string): Promise<string> =>
  new TextDecoder().decode(await store.get(hash));

async function renderMessage(
  message: Message,
  textOf: (hash: string) => Promise<string>,
): Promise<RenderedMessage> {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return {
        role: 'user',
        content: message.text,
        ...(message.images ? { images: message.images } : {}),
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.textHash ? await textOf(message.textHash) : '',
        ...(message.calls.length > 0
          ? {
              tool_calls: message.calls.map(({ id, tool, arguments: given }) => ({
                id,
                name: tool,
                arguments: given,
              })),
            }
          : {}),
      };
    case 'tool':
      return {
        role: 'tool',
        content: await textOf(message.textHash),
        tool_call_id: message.callId,
      };
  }
}
