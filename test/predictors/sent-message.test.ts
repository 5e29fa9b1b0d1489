import { describe, expect, it } from '@jest/globals';
import { SENT_TO_CHAT, type SentMessage } from '../../predictors/sent-message';

const call = (id: string, name: string, json: string) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: json },
});
const asks = (...calls: ReturnType<typeof call>[]): SentMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: calls,
});

describe('SENT_TO_CHAT', () => {
  it.each<[string, SentMessage, unknown]>([
    ['a user', { role: 'user', content: 'Hi' }, { role: 'user', text: 'Hi', calls: [] }],
    [
      'text in parts',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'my card' },
          { type: 'image_url', image_url: { url: 'https://a/b.png' } },
          { type: 'text', text: 'card_12' },
        ],
      },
      { role: 'user', text: 'my card\n\ncard_12', calls: [] },
    ],
    [
      'a developer',
      { role: 'developer', content: 'Be kind' },
      { role: 'system', text: 'Be kind', calls: [] },
    ],
    [
      'a result',
      { role: 'tool', tool_call_id: 'c1', content: '[]' },
      { role: 'tool', text: '[]', calls: [], callId: 'c1' },
    ],
    [
      'calls, one of them broken, one of another kind',
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          call('c1', 'find', '{"a":1}'),
          call('c2', 'find', '{"a":'),
          { id: 'c3', type: 'custom', custom: { name: 'grep', input: 'x' } },
        ],
      },
      {
        role: 'assistant',
        text: '',
        calls: [
          { id: 'c1', tool: 'find', arguments: { a: 1 } },
          { id: 'c2', tool: 'find', arguments: {} },
        ],
      },
    ],
  ])('%s → read as the table has it, and the same as its copy', (_name, sent, read) => {
    expect(SENT_TO_CHAT.read(sent)).toEqual(read);
    expect(SENT_TO_CHAT.same(sent, structuredClone(sent))).toBe(true);
  });

  it.each<[string, SentMessage, SentMessage]>([
    ['other words', { role: 'user', content: 'Hi' }, { role: 'user', content: 'Hello' }],
    ['said by another', { role: 'user', content: 'Hi' }, { role: 'system', content: 'Hi' }],
    [
      'another part',
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'user', content: [{ type: 'text', text: 'b' }] },
    ],
    [
      'the result of another call',
      { role: 'tool', tool_call_id: 'c1', content: '[]' },
      { role: 'tool', tool_call_id: 'c2', content: '[]' },
    ],
    [
      'one call more',
      asks(call('c1', 'find', '{}')),
      asks(call('c1', 'find', '{}'), call('c2', 'find', '{}')),
    ],
    ['other arguments', asks(call('c1', 'find', '{"a":1}')), asks(call('c1', 'find', '{"a":2}'))],
    ['another tool', asks(call('c1', 'find', '{}')), asks(call('c1', 'list', '{}'))],
    ['another call', asks(call('c1', 'find', '{}')), asks(call('c2', 'find', '{}'))],
    ['no call', asks(call('c1', 'find', '{}')), { role: 'assistant', content: null }],
  ])('%s → not the same', (_name, left, right) => {
    expect(SENT_TO_CHAT.same(left, right)).toBe(false);
    expect(SENT_TO_CHAT.same(right, left)).toBe(false);
  });

  it('text as one piece and in parts → the same', () => {
    const whole: SentMessage = { role: 'user', content: 'Hi' };
    expect(SENT_TO_CHAT.same(whole, { role: 'user', content: [{ type: 'text', text: 'Hi' }] })).toBe(true);
  });
});
