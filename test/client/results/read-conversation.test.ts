import { describe, expect, it } from '@jest/globals';
import { readConversation } from '../../../client/results/read-conversation';
import type { TranscriptNode } from '../../../contracts/transcript';
import { canonicalJson } from '../../../core/canonical-json';
import { sha256Hex } from '../../../core/sha256';
import { nodeId } from '../../../core/transcript';
import { MemoryStore } from '../dataset/memory-store';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function conversation(store: MemoryStore) {
  const answer = 'FINAL ANSWER: gull';
  const outcome = await store.put(encode('a gull'));
  const root: TranscriptNode = {
    parent: null,
    messages: [
      { role: 'system', text: 'Be careful.' },
      {
        role: 'user',
        text: 'Which bird?',
        images: [{ hash: 'f'.repeat(64), mime: 'image/png', name: 'bird.png' }],
      },
    ],
  };
  const step: TranscriptNode = {
    parent: nodeId(root),
    messages: [
      {
        role: 'assistant',
        calls: [{ id: 's0001c001', tool: 'web_search', arguments: { query: 'bird' } }],
      },
      { role: 'tool', callId: 's0001c001', ok: true, textHash: outcome },
    ],
  };
  const last: TranscriptNode = {
    parent: nodeId(step),
    messages: [{ role: 'assistant', textHash: sha256Hex(answer), calls: [] }],
  };
  for (const node of [root, step]) await store.put(encode(canonicalJson(node)));
  return { root, step, last, answer };
}

const RENDERED = [
  { role: 'system', content: 'Be careful.' },
  {
    role: 'user',
    content: 'Which bird?',
    images: [{ hash: 'f'.repeat(64), mime: 'image/png', name: 'bird.png' }],
  },
  {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 's0001c001', name: 'web_search', arguments: { query: 'bird' } }],
  },
  { role: 'tool', content: 'a gull', tool_call_id: 's0001c001' },
];

describe('readConversation', () => {
  it('readConversation: stored nodes and a tail with its own texts → all messages, oldest first', async () => {
    const store = new MemoryStore();
    const { step, last, answer } = await conversation(store);
    const messages = await readConversation({
      store,
      transcript: {
        id: nodeId(last),
        depth: 2,
        base: { id: nodeId(step), depth: 1 },
        tail: [last],
        texts: [answer],
      },
    });
    expect(messages).toEqual([...RENDERED, { role: 'assistant', content: answer }]);
  });

  it('readConversation: everything in the tail → the same', async () => {
    const store = new MemoryStore();
    const { root, step } = await conversation(store);
    const transcript = { id: nodeId(step), depth: 1, base: null, tail: [root, step] };
    expect(await readConversation({ store, transcript })).toEqual(RENDERED);
  });

  it('readConversation: a run that never began → nothing', async () => {
    const transcript = { id: '', depth: 0, base: null, tail: [] };
    expect(await readConversation({ store: new MemoryStore(), transcript })).toEqual([]);
  });

  it('readConversation: a lost node, or a blob that is no node → the error says which', async () => {
    const store = new MemoryStore();
    const at = (id: string) => ({ id, depth: 0, base: { id, depth: 0 }, tail: [] });
    await expect(readConversation({ store, transcript: at('0'.repeat(64)) })).rejects.toMatchObject({
      code: 'blob_missing',
    });
    const hash = await store.put(encode('{"parent": 1}'));
    await expect(readConversation({ store, transcript: at(hash) })).rejects.toMatchObject({
      code: 'blob_corrupt',
      message: expect.stringContaining(hash),
    });
  });
});
