import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../contracts/transcript';
import { referencedHashes, renderMessages } from '../../models/render-messages';

const MESSAGES: Message[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', text: 'What is it?', images: [{ hash: 'i1', mime: 'image/png', name: 'a.png' }] },
  {
    role: 'assistant',
    textHash: 't1',
    calls: [{ id: 's0001c001', tool: 'calculate', arguments: { b: 1, a: 'x' } }],
  },
  { role: 'tool', callId: 's0001c001', ok: true, textHash: 't2' },
  { role: 'assistant', calls: [{ id: 's0002c001', tool: 'calculate', arguments: {} }], opaqueHash: 'o1' },
  { role: 'tool', callId: 's0002c001', ok: false, textHash: 't3' },
  { role: 'assistant', textHash: 't1', calls: [] },
  { role: 'user', text: 'Go on.' },
];

const contents = {
  texts: new Map([
    ['t1', 'Thinking.'],
    ['t2', '2'],
    ['t3', ''],
  ]),
  images: new Map([['i1', new Uint8Array([1, 2, 3])]]),
  opaque: new Map([['o1', { message: { extra: 1 }, toolCalls: [{ extra_content: { signature: 's' } }] }]]),
};

describe('render messages', () => {
  it('every kind of message → what OpenAI takes', () => {
    expect(renderMessages(MESSAGES, contents)).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Thinking.',
        tool_calls: [
          {
            id: 's0001c001',
            type: 'function',
            function: { name: 'calculate', arguments: '{"a":"x","b":1}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 's0001c001', content: '2' },
      {
        role: 'assistant',
        content: null,
        extra: 1,
        tool_calls: [
          {
            id: 's0002c001',
            type: 'function',
            function: { name: 'calculate', arguments: '{}' },
            extra_content: { signature: 's' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 's0002c001', content: '(no output)' },
      { role: 'assistant', content: 'Thinking.' },
      { role: 'user', content: 'Go on.' },
    ]);
  });

  it('hashes that will be looked up → all, once each', () => {
    expect(referencedHashes(MESSAGES)).toEqual({ texts: ['t1', 't2', 't3'], images: ['i1'], opaque: ['o1'] });
  });

  it('a content that was not loaded → a clear error with its hash', () => {
    expect(() => renderMessages(MESSAGES, { ...contents, texts: new Map() })).toThrow(
      expect.objectContaining({ code: 'blob_missing', message: expect.stringContaining('t1') as unknown }),
    );
  });
});
