import { describe, expect, it } from '@jest/globals';
import { ask, chat, errorOf, eventText, profile, withStream } from './support';

const DONE = 'data: [DONE]\n\n';
const text = (content: string) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const call = (name: string, args: string, index = 0) => ({
  choices: [
    { index: 0, delta: { tool_calls: [{ index, id: `c${index}`, function: { name, arguments: args } }] } },
  ],
});
const answered = (stream: string, pieces?: number) =>
  withStream(stream, (url) => chat({ profile: profile(url), request: ask('x') }), pieces);

describe('a stream without a finish reason', () => {
  it.each<[string, object[], string, object]>([
    ['a text', [text('FINAL '), text('ANSWER: 1')], DONE, { text: 'FINAL ANSWER: 1', toolCalls: [] }],
    ['a sign without blank, other line ends', [text('1')], 'data:[DONE]\r\n\r\n', { text: '1' }],
    [
      'whole calls',
      [call('calculate', '{"expression":'), call('', '"1"} '), call('web_search', '{"query":"[DONE]"}', 1)],
      DONE,
      {
        toolCalls: [
          { name: 'calculate', argumentsText: '{"expression":"1"} ' },
          { name: 'web_search', argumentsText: '{"query":"[DONE]"}' },
        ],
      },
    ],
  ])('%s, and [DONE] behind it → taken, however the stream is cut', async (_name, chunks, sign, expected) => {
    for (const pieces of [1, 7, 40]) {
      const { choices } = await answered(eventText(chunks) + sign, pieces);
      expect(choices).toMatchObject([{ ...expected, finish: 'stop' }]);
    }
  });

  it.each<[string, object[], string]>([
    ['no [DONE]', [text('FINAL ANSWER: 1')], ''],
    ['[DONE] in the text alone', [text('data: [DONE]')], ''],
    ['nothing in the answer', [text(' ')], DONE],
    ['a call that is cut', [call('calculate', '{"expression":"1')], DONE],
    ['a whole call before one that is cut', [call('calculate', '{}'), call('web_search', '{"q', 1)], DONE],
    ['a call without arguments, which may be cut', [call('calculate', '')], DONE],
    ['a name that may be cut', [call('calc', '{}')], DONE],
    ['a text before a call that is cut', [text('Let me see.'), call('calculate', '{')], DONE],
  ])('%s → provider_cut_stream', async (_name, chunks, sign) => {
    const error = await errorOf(answered(eventText(chunks) + sign));
    expect(error).toMatchObject({ code: 'provider_cut_stream', retryable: true });
  });
});
