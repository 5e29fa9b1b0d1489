import { describe, expect, it } from '@jest/globals';
import type { ModelProfile } from '../../contracts/config';
import { refusedParameter, requestBody, type RequestBody } from '../../models/request-parameters';
import { ask, profile } from './support';

const body = (
  changes: Partial<ModelProfile>,
  input: { n?: number; ahead?: boolean; stream?: boolean; refused?: string[]; maxTokens?: number } = {},
): RequestBody => {
  const {
    messages: _messages,
    tools: _tools,
    ...rest
  } = requestBody({
    profile: profile('http://x.test/v1', changes),
    request: ask('q', { n: input.n, maxTokens: input.maxTokens }),
    ahead: input.ahead ?? false,
    stream: input.stream ?? false,
    refused: new Set(input.refused),
  });
  return rest as RequestBody;
};

describe('request parameters', () => {
  it.each(['gpt-5', 'gpt-5-mini', 'gpt-5.1', 'openai/gpt-5', 'o1', 'o3-mini', 'o4-mini'])(
    '%s → a reasoning model: max_completion_tokens, no temperature',
    (model) => {
      expect(body({ model, temperature: 0.5, reasoningEffort: 'low' })).toEqual({
        model,
        max_completion_tokens: 1000,
        reasoning_effort: 'low',
        tool_choice: 'auto',
      });
    },
  );

  it.each(['gpt-4.1', 'gpt-4o', 'gpt-5-chat-latest', 'openai/gpt-oss-20b', 'Marco-o1', 'deepseek-chat'])(
    '%s → max_tokens, temperature only where set, several calls allowed',
    (model) => {
      const common = { model, max_tokens: 1000, tool_choice: 'auto', parallel_tool_calls: true };
      expect(body({ model })).toEqual(common);
      expect(body({ model, temperature: 0.5 })).toEqual({ ...common, temperature: 0.5 });
    },
  );

  it('vLLM → temperature 0 unless set; left out for several answers, which it would refuse', () => {
    expect(body({ vllm: true }).temperature).toBe(0);
    expect(body({ vllm: true, temperature: 0.7 }, { n: 3 })).toMatchObject({ n: 3, temperature: 0.7 });
    expect(body({ vllm: true }, { n: 3 })).not.toHaveProperty('temperature');
  });

  it('vLLM, effort none → thinking off in the template', () => {
    expect(body({ vllm: true, reasoningEffort: 'none' })).toMatchObject({
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it('vLLM → priority ahead only; a model name never makes it a reasoning model of OpenAI', () => {
    expect(body({ vllm: true }, { ahead: true }).priority).toBe(10);
    expect(body({ vllm: true })).not.toHaveProperty('priority');
    expect(body({ vllm: true, model: 'o1-like' })).toHaveProperty('max_tokens');
    expect(body({}, { ahead: true })).not.toHaveProperty('priority');
  });

  it('streaming → asks for usage; without tools → no tool parameters; a limit of the request → wins', () => {
    expect(body({}, { stream: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(body({}, { maxTokens: 5 }).max_tokens).toBe(5);
    const bare = requestBody({
      profile: profile('http://x.test/v1'),
      request: { messages: [] },
      ahead: false,
      stream: false,
      refused: new Set(),
    });
    expect(bare).not.toHaveProperty('tool_choice');
  });

  it('refused → left out; a limit is said the other way, then not at all', () => {
    expect(body({ temperature: 1 }, { refused: ['temperature'] })).not.toHaveProperty('temperature');
    expect(body({}, { refused: ['max_tokens'] })).toMatchObject({ max_completion_tokens: 1000 });
    expect(body({ model: 'gpt-5' }, { refused: ['max_completion_tokens'] })).toMatchObject({
      max_tokens: 1000,
    });
    const none = body({}, { refused: ['max_tokens', 'max_completion_tokens'] });
    expect(none).not.toHaveProperty('max_tokens');
    expect(none).not.toHaveProperty('max_completion_tokens');
  });

  it.each<[string, { status: number; message: string; param?: string }, string | undefined]>([
    ['by param', { status: 400, message: 'Unsupported value', param: 'temperature' }, 'temperature'],
    [
      'by name in the text',
      { status: 422, message: 'Extra inputs are not permitted: stream_options' },
      'stream_options',
    ],
    ['n in quotes', { status: 400, message: "Unsupported parameter: 'n'" }, 'n'],
    ['n by its value', { status: 400, message: 'Only n = 1 is supported' }, 'n'],
    ['a word with n in it', { status: 400, message: 'Unsupported content in message' }, undefined],
    ['not a 400', { status: 500, message: "Unsupported parameter: 'n'" }, undefined],
    ['a parameter that was not sent', { status: 400, message: 'Unknown parameter: seed' }, undefined],
    [
      'too large a limit',
      { status: 400, message: 'max_tokens is too large: 1000', param: 'max_tokens' },
      undefined,
    ],
  ])('refusal, %s → %s', (_name, refusal, parameter) => {
    const sent = { ...body({ temperature: 1 }, { n: 2, stream: true }), messages: [] };
    expect(refusedParameter(refusal, sent)).toBe(parameter);
  });
});
