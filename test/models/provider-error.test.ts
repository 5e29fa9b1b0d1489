import { describe, expect, it } from '@jest/globals';
import { spentBy } from '../../models/call-endpoint';
import { EndpointPool } from '../../models/endpoint-pool';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { ask, chat, deadUrl, errorOf, profile, withServer } from './support';

type FaultInput = NonNullable<SimulationScriptInput['faults']>[number];

const script = (fault: FaultInput): SimulationScriptInput => ({
  models: { 'sim-actor': { role: 'actor' } },
  fallback: { text: 'FINAL ANSWER: a rather long answer, so that there is something to cut' },
  faults: [fault],
});

const status = (code: number, changes: object = {}): FaultInput => ({
  kind: 'status',
  status: code,
  ...changes,
});

describe('provider errors, by status', () => {
  it.each<[string, FaultInput, object]>([
    [
      '401',
      status(401, { code: 'invalid_api_key' }),
      { code: 'provider_auth', retryable: false, blame: 'user' },
    ],
    ['403', status(403), { code: 'provider_auth', retryable: false }],
    ['402', status(402), { code: 'provider_quota', retryable: false }],
    [
      '404 with the model',
      status(404, { code: 'model_not_found' }),
      { code: 'provider_model_not_found', retryable: false },
    ],
    ['404 without', status(404, { message: 'Not Found' }), { code: 'provider_wrong_url', retryable: false }],
    ['408', status(408), { code: 'provider_timeout', retryable: true }],
    ['409', status(409), { code: 'provider_failed', retryable: true }],
    ['413', status(413), { code: 'provider_context_length', retryable: false }],
    ['429', status(429), { code: 'provider_rate_limit', retryable: true, blame: 'provider' }],
    [
      '429 without money',
      status(429, { code: 'insufficient_quota' }),
      { code: 'provider_quota', retryable: false },
    ],
    ['500', status(500), { code: 'provider_failed', retryable: true }],
    ['503', status(503), { code: 'provider_overloaded', retryable: true }],
    ['504', status(504), { code: 'provider_timeout', retryable: true }],
    ['529', status(529), { code: 'provider_overloaded', retryable: true }],
    ['400', status(400), { code: 'provider_bad_request', retryable: false }],
    [
      '400, context by code',
      status(400, { code: 'context_length_exceeded' }),
      { code: 'provider_context_length' },
    ],
    [
      '400, context by vLLM',
      status(400, {
        message: "This model's maximum context length is 4096 tokens. However, you requested 16384",
      }),
      { code: 'provider_context_length', retryable: false },
    ],
    ['400, filtered', status(400, { code: 'content_filter' }), { code: 'provider_content_filter' }],
    [
      '500, x-should-retry: false',
      status(500, { headers: { 'x-should-retry': 'false' } }),
      { retryable: false },
    ],
    [
      '400, x-should-retry: true',
      status(400, { headers: { 'x-should-retry': 'true' } }),
      { retryable: true },
    ],
    [
      'retry-after-ms',
      status(429, { headers: { 'retry-after-ms': '1500', 'retry-after': '9' } }),
      { retryAfterMs: 1500 },
    ],
    ['retry-after in seconds', status(503, { headers: { 'retry-after': '2.5' } }), { retryAfterMs: 2500 }],
    [
      'retry-after of years',
      status(503, { headers: { 'retry-after': '99999999' } }),
      { retryAfterMs: 3_600_000 },
    ],
    [
      'retry-after, a date in the past',
      status(503, { headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } }),
      { retryAfterMs: 0 },
    ],
    [
      'retry-after, nonsense',
      status(503, { headers: { 'retry-after': 'soon' } }),
      { retryAfterMs: undefined },
    ],
  ])('%s → its code', (_name, fault, expected) =>
    withServer(script(fault), async (server) => {
      const error = await errorOf(chat({ profile: profile(server.url), request: ask('x') }));
      expect(error).toMatchObject(expected);
      expect(error.message).toContain('sim-actor');
      expect(error.message).toContain(`127.0.0.1:${server.port}`);
      expect(error.remedy).toMatch(/\.$/);
      expect(server.requests).toHaveLength(1);
    }),
  );

  it.each([
    ['Qwen/Qwen2.5-7B-Instruct', 'hermes'],
    ['/data/models/QwQ-32B', 'hermes'],
    ['Qwen/Qwen3-Coder-30B', 'qwen3_coder'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama3_json'],
    ['meta-llama/Llama-4-Scout', 'llama4_pythonic'],
    ['mistralai/Mistral-7B', 'mistral'],
    ['openai/gpt-oss-20b', 'openai'],
  ])('vLLM without tool calling, model %s → names both flags and the parser %s', (model, parser) =>
    withServer(
      {
        ...script(
          status(400, {
            message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
            type: 'BadRequestError',
            code: 400,
          }),
        ),
        models: { [model]: { role: 'actor' } },
      },
      async (server) => {
        const error = await errorOf(
          chat({ profile: profile(server.url, { model, vllm: true }), request: ask('x') }),
        );
        expect(error).toMatchObject({ code: 'vllm_tool_calling_off', retryable: false, blame: 'user' });
        expect(error.remedy).toBe(`Start vLLM with --enable-auto-tool-choice --tool-call-parser ${parser}.`);
        expect(server.requests).toHaveLength(1);
      },
    ),
  );
});

describe('provider errors, by what arrives', () => {
  it.each<[string, FaultInput, object]>([
    [
      'connection cut in the middle',
      { kind: 'cut', afterPieces: 2 },
      { code: 'provider_cut_stream', retryable: true },
    ],
    [
      'stream without a finish',
      { kind: 'unfinished', afterPieces: 2 },
      { code: 'provider_cut_stream', retryable: true },
    ],
    [
      'stream without any data',
      { kind: 'unfinished', afterPieces: 0 },
      { code: 'provider_garbage', retryable: true },
    ],
    ['garbage in the stream', { kind: 'garbage' }, { code: 'provider_garbage', retryable: true }],
    [
      'a web page',
      { kind: 'garbage', body: '<html>', contentType: 'text/html' },
      { code: 'provider_garbage' },
    ],
    [
      'JSON without choices',
      { kind: 'garbage', body: '[1]', contentType: 'application/json' },
      { code: 'provider_garbage' },
    ],
    [
      'broken JSON',
      { kind: 'garbage', body: '{"choices', contentType: 'application/json' },
      { code: 'provider_garbage' },
    ],
    [
      'error event, vLLM',
      { kind: 'error_event', message: 'boom', code: 400, type: 'BadRequestError' },
      { code: 'provider_bad_request' },
    ],
    [
      'error event, overloaded',
      { kind: 'error_event', message: 'x', type: 'overloaded_error' },
      { code: 'provider_overloaded', retryable: true },
    ],
    [
      'error event, rate',
      { kind: 'error_event', message: 'x', type: 'rate_limit_error' },
      { code: 'provider_rate_limit', retryable: true },
    ],
    ['connection reset', { kind: 'reset' }, { code: 'provider_unreachable', retryable: true }],
  ])('%s → its code', (_name, fault, expected) =>
    withServer(script(fault), async (server) => {
      const error = await errorOf(chat({ profile: profile(server.url), request: ask('x') }));
      expect(error).toMatchObject(expected);
    }),
  );

  it.each<[string, FaultInput, string]>([
    ['cut', { kind: 'cut' }, 'provider_cut_stream'],
    ['garbage', { kind: 'garbage' }, 'provider_garbage'],
    ['error in the document', { kind: 'error_event', message: 'x' }, 'provider_failed'],
  ])('one document, %s → its code', (_name, fault, code) =>
    withServer(script(fault), async (server) => {
      const error = await errorOf(chat({ profile: profile(server.url), request: ask('x'), whole: true }));
      expect(error.code).toBe(code);
    }),
  );

  it('broken off inside the answer → carries an estimate of what it cost; refused → carries none', async () => {
    await withServer(script({ kind: 'unfinished', afterPieces: 2 }), async (server) => {
      const error = await errorOf(chat({ profile: profile(server.url), request: ask('x') }));
      expect(spentBy(error)?.usage.estimated).toBe(true);
      expect(spentBy(error)?.usage.completionTokens).toBeGreaterThan(0);
    });
    await withServer(script(status(500)), async (server) => {
      expect(
        spentBy(await errorOf(chat({ profile: profile(server.url), request: ask('x') }))),
      ).toBeUndefined();
    });
  });

  it('nobody listens → unreachable, with the address in message and remedy', async () => {
    const url = await deadUrl();
    const error = await errorOf(chat({ profile: profile(url), request: ask('x') }));
    expect(error).toMatchObject({ code: 'provider_unreachable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.remedy).toContain(new URL(url).host);
  });

  it('no such host → unreachable', async () => {
    const error = await errorOf(
      chat({ profile: profile('http://no-such-host.invalid/v1'), request: ask('x') }),
    );
    expect(error.code).toBe('provider_unreachable');
  });

  it('a URL without /v1 → says where to look', () =>
    withServer(script(status(500)), async (server) => {
      const base = server.url.replace('/v1', '');
      const error = await errorOf(chat({ profile: profile(base), request: ask('x') }));
      expect(error).toMatchObject({ code: 'provider_wrong_url', retryable: false });
      expect(error.remedy).toContain('/v1');
    }));

  it('a slow first byte → no error', () =>
    withServer(script({ kind: 'slow_first_byte', seconds: 0.05 }), async (server) => {
      const { choices } = await chat({ profile: profile(server.url), request: ask('x') });
      expect(choices[0]!.text).toContain('FINAL ANSWER');
    }));
});

describe('provider errors, secrets', () => {
  it('a server that repeats the key → it stands nowhere in the error', () =>
    withServer({ ...script(status(500)), apiKey: 'another' }, async (server) => {
      const key = 'plain-words-as-a-key';
      const error = await errorOf(chat({ profile: profile(server.url, { apiKey: key }), request: ask('x') }));
      expect(error).toMatchObject({ code: 'provider_auth' });
      expect(error.message).toContain('[key]');
      const everything = JSON.stringify([
        error.message,
        error.remedy,
        error.details,
        error.stack,
        String(error.cause),
      ]);
      expect(everything).not.toContain(key);
    }));

  it('something that looks like a key, or a password in the URL → scrubbed too', () =>
    withServer(
      script(
        status(500, {
          message: 'Authorization: Bearer abc.def used sk-proj-abcdef123456 at https://me:pw@host/',
        }),
      ),
      async (server) => {
        const error = await errorOf(chat({ profile: profile(server.url), request: ask('x') }));
        for (const secret of ['abc.def', 'sk-proj-abcdef123456', 'pw@']) {
          expect(error.message).not.toContain(secret);
        }
      },
    ));
});

describe('rate limits', () => {
  it('429 → speculative requests to that server rest, real ones do not', () =>
    withServer(
      script({ ...status(429, { headers: { 'retry-after': '3600' } }), count: 1 } as FaultInput),
      async (server) => {
        const settings = profile(server.url);
        const pool = new EndpointPool(settings);
        const input = { profile: settings, pool, request: ask('x') };
        expect(await errorOf(chat(input))).toMatchObject({ code: 'provider_rate_limit' });
        const abort = new AbortController();
        const ahead = errorOf(chat({ ...input, ahead: true, signal: abort.signal }));
        await chat(input);
        expect(pool.open).toMatchObject({ waiting: 1 });
        abort.abort();
        expect((await ahead).code).toBe('cancelled');
        expect(server.requests.map((seen) => seen.ahead)).toEqual([false, false]);
      },
    ));
});
