import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { EndpointPool } from '../../models/endpoint-pool';
import { readErrorBody } from '../../models/error-body';
import { ask, chat, errorOf, profile } from './support';

const TOOL_CHOICE = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';

/** A server that answers each request with one of these, the last one for ever, and keeps what it was asked. */
async function withAnswers<T>(
  answers: readonly [status: number, body: unknown][],
  use: (url: string, asked: Record<string, unknown>[]) => Promise<T>,
): Promise<T> {
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      asked.push(JSON.parse(text) as Record<string, unknown>);
      const [status, body] = answers[Math.min(asked.length, answers.length) - 1]!;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked);
  } finally {
    server.close();
  }
}

const ANSWER = {
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'FINAL ANSWER: 1' }, finish_reason: 'stop' }],
};

describe('readErrorBody', () => {
  it.each<[string, unknown, string | undefined]>([
    ['wrapped', { error: { message: 'no', code: 'x' } }, 'no'],
    [
      'flat, as vLLM up to 0.10',
      { object: 'error', message: 'no', type: 'BadRequestError', code: 400 },
      'no',
    ],
    ['a text for the error', { error: 'Unauthorized' }, 'Unauthorized'],
    ['a list of one', [{ error: { code: 400, message: 'no' } }], 'no'],
    ['FastAPI', { detail: 'Not Found' }, 'Not Found'],
    [
      'FastAPI, a complaint for each field',
      { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }] },
      'body.messages: Field required',
    ],
    [
      'complaints within the message',
      {
        object: 'error',
        message: { detail: [{ loc: ['body', 'n'], msg: 'Extra inputs are not permitted' }] },
      },
      'body.n: Extra inputs are not permitted',
    ],
    ['no known form', { status: 'bad', why: 'moon' }, '{"status":"bad","why":"moon"}'],
    ['a word', 'nope', 'nope'],
    ['nothing', undefined, undefined],
  ])('%s → its message', (_name, body, message) => {
    expect(readErrorBody(body)?.message).toBe(message);
  });
});

describe('refusals of other servers', () => {
  it.each<[string, number, unknown, string]>([
    [
      'vLLM up to 0.10 without tool calling',
      400,
      { object: 'error', message: TOOL_CHOICE, type: 'BadRequestError', param: null, code: 400 },
      'vllm_tool_calling_off',
    ],
    [
      'vLLM up to 0.10, another model',
      404,
      { object: 'error', message: 'The model `m` does not exist.', type: 'NotFoundError', code: 404 },
      'provider_model_not_found',
    ],
    ['FastAPI, another path', 404, { detail: 'Not Found' }, 'provider_wrong_url'],
    [
      'llama.cpp, too long',
      400,
      { error: { code: 400, message: 'the request exceeds the available context size, try increasing it' } },
      'provider_context_length',
    ],
    [
      'Gemini, too long',
      400,
      [{ error: { code: 400, message: 'The input token count (9) exceeds the maximum number of tokens' } }],
      'provider_context_length',
    ],
    [
      'vLLM, the conversation alone too long',
      400,
      { object: 'error', message: 'max_tokens must be at least 1, got -186.', code: 400 },
      'provider_context_length',
    ],
    ['a text', 401, { error: 'Unauthorized' }, 'provider_auth'],
  ])('%s → its code, and what it said', (_name, status, body, code) =>
    withAnswers([[status, body]], async (url, asked) => {
      const error = await errorOf(chat({ profile: profile(url), request: ask('x') }));
      expect(error.code).toBe(code);
      expect(error.message).toContain(readErrorBody(body)!.message);
      expect(asked).toHaveLength(1);
    }),
  );

  it('Mistral’s word for a parameter that it does not know → asked again without it', () =>
    withAnswers(
      [
        [
          422,
          {
            object: 'error',
            message: {
              detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted', input: {} }],
            },
          },
        ],
        [200, ANSWER],
      ],
      async (url, asked) => {
        await chat({ profile: profile(url), request: ask('x') });
        expect(asked.map((body) => 'stream_options' in body)).toEqual([true, false]);
      },
    ));
});

describe('an answer’s limit that does not fit', () => {
  it.each([
    "This model's maximum context length is 8192 tokens. However, you requested 17384 tokens (1000 in the messages, 16384 in the completion).",
    "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 1000 input tokens (16384 > 8192 - 1000).",
    "This model's maximum context length is 8192 tokens. However, you requested 16384 output tokens and your prompt contains at least 1000 input tokens.",
    'max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.',
  ])('%s → asked again without it, for this request alone', (message) =>
    withAnswers(
      [
        [400, { error: { message } }],
        [200, ANSWER],
      ],
      async (url, asked) => {
        const settings = profile(url);
        const pool = new EndpointPool(settings);
        await chat({ profile: settings, pool, request: ask('x') });
        await chat({ profile: settings, pool, request: ask('x') });
        expect(asked.map(({ max_tokens }) => max_tokens)).toEqual([1000, undefined, 1000]);
        expect(asked[1]).not.toHaveProperty('max_completion_tokens');
      },
    ),
  );

  it('the conversation does not fit either → the error, after two requests', () =>
    withAnswers(
      [[400, { error: { message: 'maximum context length is 9 tokens, 16 in the completion' } }]],
      async (url, asked) => {
        const error = await errorOf(chat({ profile: profile(url), request: ask('x') }));
        expect(error).toMatchObject({ code: 'provider_context_length', retryable: false });
        expect(asked).toHaveLength(2);
      },
    ));
});

describe('a filtered answer', () => {
  it('nothing of it left → an error that says so', () =>
    withAnswers(
      [[200, { choices: [{ index: 0, message: { content: '' }, finish_reason: 'content_filter' }] }]],
      async (url) => {
        const error = await errorOf(chat({ profile: profile(url), request: ask('x') }));
        expect(error).toMatchObject({ code: 'provider_content_filter', retryable: false });
      },
    ));

  it('a part of it left → an answer', () =>
    withAnswers(
      [[200, { choices: [{ index: 0, message: { content: 'Well' }, finish_reason: 'content_filter' }] }]],
      async (url) => {
        const { choices } = await chat({ profile: profile(url), request: ask('x') });
        expect(choices[0]).toMatchObject({ text: 'Well', finish: 'content_filter' });
      },
    ));
});
