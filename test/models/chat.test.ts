import { describe, expect, it } from '@jest/globals';
import { streamChat } from '../../models/chat';
import { spentBy } from '../../models/call-endpoint';
import type { ChatEvent } from '../../models/chat-types';
import { EndpointPool } from '../../models/endpoint-pool';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { until } from '../support/wait-for';
import {
  ask,
  chat,
  deadUrl,
  errorOf,
  eventText,
  profile,
  tool,
  TOOLS,
  withServer,
  withStream,
} from './support';

const TWO_CALLS: NonNullable<SimulationScriptInput['conversations']>[number] = {
  id: 'two',
  match: 'two calls',
  turns: [
    {
      text: 'I look it up.',
      reasoning: 'Hm.',
      calls: [
        { tool: 'web_search', arguments: { query: 'a "quoted" } brace' } },
        { tool: 'calculate', arguments: { expression: '1+1' } },
      ],
    },
  ],
};

const script = (changes: Partial<SimulationScriptInput> = {}): SimulationScriptInput => ({
  models: { 'sim-actor': { role: 'actor', latency: { fixedMs: 40 }, tailFraction: 0.5, chunkMs: 2 } },
  conversations: [TWO_CALLS, { id: 'answer', match: 'answer', turns: [{ text: 'FINAL ANSWER: 42' }] }],
  ...changes,
});

const withWire = (wire: object): SimulationScriptInput =>
  script({ models: { 'sim-actor': { role: 'actor', wire } } });

const important = (events: ChatEvent[]): ChatEvent[] => events.filter((event) => event.type !== 'delta');

const EXPECTED_CALLS = [
  { name: 'web_search', argumentsText: '{"query":"a \\"quoted\\" } brace"}' },
  { name: 'calculate', argumentsText: '{"expression":"1+1"}' },
];

const EXPECTED_EVENTS = EXPECTED_CALLS.flatMap((call, index) => [
  { type: 'tool_name', index, name: call.name },
  { type: 'tool_call', index, ...call },
]);

describe('chat, streamed', () => {
  it('text, reasoning and two calls → all there, events in order, usage as the server counts it', () =>
    withServer(script(), async (server) => {
      const result = await chat({ profile: profile(server.url), request: ask('two calls') });
      expect(result.choices).toHaveLength(1);
      expect(result.choices[0]).toMatchObject({
        text: 'I look it up.',
        reasoning: 'Hm.',
        toolCalls: EXPECTED_CALLS,
        finish: 'tool_calls',
      });
      expect(result.choices[0]!.opaque).toBeUndefined();
      expect(important(result.events)).toEqual(EXPECTED_EVENTS);
      expect(result.model).toBe('sim-actor');
      expect(result.usage.promptTokens).toBeGreaterThan(0);
      expect(result.usage.estimated).toBeUndefined();
      expect(result.usage.costUsd).toBeCloseTo(
        (result.usage.promptTokens + 10 * result.usage.completionTokens) / 1e6,
        12,
      );
    }));

  it('arguments still open → the name was reported first, with the first call before the second name', () =>
    withServer(script(), async (server) => {
      const { events } = await chat({ profile: profile(server.url), request: ask('two calls') });
      const firstName = events.findIndex((event) => event.type === 'tool_name');
      const firstArguments = events.findIndex(
        (event) => event.type === 'delta' && event.kind === 'arguments',
      );
      expect(firstName).toBeLessThan(firstArguments);
      const pieces = events.filter((event) => event.type === 'delta' && event.kind === 'arguments');
      expect(pieces.length).toBeGreaterThan(2);
    }));

  it.each([
    ['everything in one chunk', { stream: 'one_chunk' }],
    ['the server ignores `stream`', { stream: 'ignored' }],
    ['every call has index 0', { callIndex: 'zero' }],
    ['calls have no index', { callIndex: 'missing' }],
    ['names come in two pieces', { splitNames: true }],
  ])('%s → the same calls and events', (_name, wire) =>
    withServer(withWire(wire), async (server) => {
      const result = await chat({ profile: profile(server.url), request: ask('two calls') });
      expect(result.choices[0]!.toolCalls).toMatchObject(EXPECTED_CALLS);
      expect(important(result.events)).toEqual(EXPECTED_EVENTS);
    }),
  );

  it('a name that another tool name begins with → reported once it cannot grow any more', () =>
    withServer(withWire({ splitNames: true }), async (server) => {
      const request = ask('two calls', { tools: [...TOOLS, tool('web_'), tool('web_s')] });
      const { events } = await chat({ profile: profile(server.url), request });
      expect(important(events)).toEqual(EXPECTED_EVENTS);
    }));

  it('the server sends no usage → estimated and marked', () =>
    withServer(withWire({ usage: false }), async (server) => {
      const { usage } = await chat({ profile: profile(server.url), request: ask('two calls') });
      expect(usage.estimated).toBe(true);
      expect(usage.promptTokens).toBeGreaterThan(10);
      expect(usage.completionTokens).toBeGreaterThan(10);
    }));

  it('cached prompt tokens → counted at their own price', () =>
    withServer(withWire({ cachedFraction: 0.5 }), async (server) => {
      const { usage } = await chat({ profile: profile(server.url), request: ask('two calls') });
      expect(usage.cachedTokens).toBe(Math.floor(usage.promptTokens / 2));
      const fresh = usage.promptTokens - usage.cachedTokens;
      expect(usage.costUsd).toBeCloseTo(
        (fresh + 0.1 * usage.cachedTokens + 10 * usage.completionTokens) / 1e6,
        12,
      );
    }));

  it('garbage for arguments → handed on as it came, call reported before the promise resolves', () =>
    withServer(
      script({
        conversations: [
          {
            id: 'g',
            match: 'x',
            turns: [
              {
                calls: [
                  { tool: 'calculate', rawArguments: '{"a": ' },
                  { tool: 'nope', rawArguments: '' },
                ],
              },
            ],
          },
        ],
      }),
      async (server) => {
        const result = await chat({ profile: profile(server.url), request: ask('x') });
        expect(result.choices[0]!.toolCalls).toMatchObject([
          { name: 'calculate', argumentsText: '{"a": ' },
          { name: 'nope', argumentsText: '' },
        ]);
        expect(important(result.events)).toEqual([
          { type: 'tool_name', index: 0, name: 'calculate' },
          { type: 'tool_call', index: 0, name: 'calculate', argumentsText: '{"a": ' },
          { type: 'tool_name', index: 1, name: 'nope' },
          { type: 'tool_call', index: 1, name: 'nope', argumentsText: '' },
        ]);
      },
    ));

  it('an empty message → an empty choice, not an error', () =>
    withServer(script({ faults: [{ kind: 'empty' }] }), async (server) => {
      const { choices } = await chat({ profile: profile(server.url), request: ask('answer') });
      expect(choices).toEqual([{ text: '', toolCalls: [], finish: 'stop' }]);
    }));

  it('cancelled in the middle → the connection closes, the error carries an estimate', () =>
    withServer(
      script({ models: { 'sim-actor': { role: 'actor', latency: { fixedMs: 600_000 }, tailFraction: 1 } } }),
      async (server) => {
        const abort = new AbortController();
        const pending = errorOf(
          chat({ profile: profile(server.url), request: ask('answer'), signal: abort.signal }),
        );
        await until(() => server.requests[0]?.firstByteAt !== undefined);
        abort.abort();
        const error = await pending;
        expect(error).toMatchObject({ code: 'cancelled', retryable: false });
        expect(spentBy(error)?.usage).toMatchObject({ estimated: true });
        expect(spentBy(error)!.usage.promptTokens).toBeGreaterThan(0);
        await until(() => server.requests[0]?.closedAt !== undefined);
        expect(server.requests[0]).toMatchObject({ abortedByClient: true });
      },
    ));

  it('a listener that throws → its error, not one of the provider', () =>
    withServer(script(), async (server) => {
      const settings = profile(server.url);
      const pending = streamChat({
        profile: settings,
        pool: new EndpointPool(settings),
        request: ask('answer'),
        ahead: false,
        runToken: 'run',
        signal: new AbortController().signal,
        onEvent: () => {
          throw new RangeError('a bug');
        },
      });
      await expect(pending).rejects.toThrow(RangeError);
    }));

  it('cancelled before it is sent → no request', () =>
    withServer(script(), async (server) => {
      const error = await errorOf(
        chat({ profile: profile(server.url), request: ask('answer'), signal: AbortSignal.abort() }),
      );
      expect(error.code).toBe('cancelled');
      expect(server.requests).toHaveLength(0);
    }));

  it('ahead → marked on the wire, with a priority on vLLM only', () =>
    withServer(script(), async (server) => {
      const request = ask('answer');
      await chat({ profile: profile(server.url), request, ahead: true });
      await chat({ profile: profile(server.url, { vllm: true }), request, ahead: true });
      await chat({ profile: profile(server.url, { vllm: true }), request });
      expect(server.requests.map((seen) => [seen.ahead, seen.parameters.priority])).toEqual([
        [true, undefined],
        [true, 10],
        [false, undefined],
      ]);
    }));

  it('provider fields that we do not know → kept for replay', async () => {
    const call = {
      index: 0,
      id: 'c1',
      type: 'function',
      function: { name: 'calculate', arguments: {} },
      extra_content: { google: { thought_signature: 'sig' } },
    };
    const chunks = [
      { choices: [{ index: 0, delta: { reasoning_details: [1], tool_calls: [call] } }] },
      { choices: [{ index: 0, delta: { reasoning_details: [2] }, finish_reason: 'tool_calls' }] },
    ];
    const { choices, model } = await withStream(eventText(chunks), (url) =>
      chat({ profile: profile(url), request: ask('x') }),
    );
    expect(model).toBe('sim-actor');
    expect(choices[0]).toMatchObject({
      toolCalls: [{ id: 'c1', name: 'calculate', argumentsText: '{}' }],
      opaque: {
        message: { reasoning_details: [1, 2] },
        toolCalls: [{ extra_content: { google: { thought_signature: 'sig' } } }],
      },
    });
  });
});

describe('chat, in one piece', () => {
  it('several answers → all choices in order, events for the first only', () =>
    withServer(script({ models: { 'sim-actor': { role: 'predictor', accuracy: 1 } } }), async (server) => {
      const result = await chat({
        profile: profile(server.url),
        request: ask('two calls', { n: 3 }),
        whole: true,
      });
      expect(result.choices).toHaveLength(3);
      expect(result.choices[0]!.toolCalls).toMatchObject(EXPECTED_CALLS);
      expect(important(result.events)).toEqual(EXPECTED_EVENTS);
      expect(server.requests[0]).toMatchObject({ stream: false, n: 3, rankOfTruth: 0 });
    }));

  it('broken off by the profile’s time limit → a retryable timeout', () =>
    withServer(script({ faults: [{ kind: 'hang' }] }), async (server) => {
      const error = await errorOf(
        chat({ profile: profile(server.url, { requestTimeoutMs: 50 }), request: ask('answer'), whole: true }),
      );
      expect(error).toMatchObject({ code: 'provider_timeout', retryable: true });
      await until(() => server.requests[0]?.abortedByClient === true);
    }));
});

describe('chat, parameters that a server refuses', () => {
  const refusal = (parameter: string, message: string): SimulationScriptInput =>
    script({ faults: [{ kind: 'status', when: { parameter }, status: 400, message, param: parameter }] });

  it.each([
    ['temperature', "Unsupported value: 'temperature' does not support 0 with this model."],
    ['stream_options', 'Unrecognized request argument supplied: stream_options'],
    ['parallel_tool_calls', "Unsupported parameter: 'parallel_tool_calls' is not supported with this model."],
    ['reasoning_effort', "Unsupported parameter: 'reasoning_effort' is not supported with this model."],
    ['priority', 'Got priority 10 but Priority scheduling is not enabled.'],
  ])('%s → left out once, and from then on', (parameter, message) =>
    withServer(refusal(parameter, message), async (server) => {
      const settings = profile(server.url, { temperature: 0, reasoningEffort: 'low', vllm: true });
      const pool = new EndpointPool(settings);
      const input = { profile: settings, pool, request: ask('answer'), ahead: true };
      await chat(input);
      await chat(input);
      expect(server.requests.map((seen) => parameter in seen.parameters)).toEqual([true, false, false]);
    }),
  );

  it('n → one answer', () =>
    withServer(refusal('n', 'n must be 1 when using greedy sampling, got 3'), async (server) => {
      const { choices } = await chat({
        profile: profile(server.url),
        request: ask('answer', { n: 3 }),
        whole: true,
      });
      expect(choices).toHaveLength(1);
    }));

  it('max_tokens in favour of max_completion_tokens → said the other way', () =>
    withServer(
      refusal(
        'max_tokens',
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      ),
      async (server) => {
        await chat({ profile: profile(server.url), request: ask('answer') });
        expect(server.requests[1]!.parameters).toMatchObject({ max_completion_tokens: 1000 });
      },
    ));

  it('a complaint about something else → the error, not a second request', () =>
    withServer(
      script({
        faults: [
          {
            kind: 'status',
            status: 400,
            message: 'temperature: tools[0] has an invalid name',
            param: 'tools',
          },
        ],
      }),
      async (server) => {
        const error = await errorOf(chat({ profile: profile(server.url), request: ask('answer') }));
        expect(error.code).toBe('provider_bad_request');
        expect(server.requests).toHaveLength(1);
      },
    ));
});

describe('chat, several servers', () => {
  it('the run’s server cannot be reached → the next one answers, and is asked first from then on', () =>
    withServer(script(), async (server) => {
      const dead = await deadUrl();
      const settings = profile([dead, server.url]);
      const pool = new EndpointPool(settings);
      const runs = Array.from({ length: 40 }, (_, index) => `run ${index}`);
      // Which runs prefer which server hangs on the ports.
      const runToken = runs.find((run) => pool.urlsFor(run)[0] === dead)!;
      await chat({ profile: settings, pool, request: ask('answer'), runToken });
      expect(server.requests).toHaveLength(1);
      expect(runs.filter((run) => pool.urlsFor(run)[0] === dead)).toEqual([]);
    }));

  it('a connection reset before the answer → the other server answers', () =>
    withServer(script({ faults: [{ kind: 'reset' }] }), (broken) =>
      withServer(script(), async (sound) => {
        const settings = profile([broken.url, sound.url]);
        const pool = new EndpointPool(settings);
        const tokens = Array.from({ length: 64 }, (_, index) => `run ${index}`);
        const runToken = tokens.find((token) => pool.urlsFor(token)[0] === broken.url)!;
        const result = await chat({ profile: settings, pool, request: ask('answer'), runToken });
        expect(result.choices[0]!.text).toBe('FINAL ANSWER: 42');
        expect(broken.requests).toHaveLength(1);
      }),
    ));

  it('a status error → not asked elsewhere: the other server would say the same', () =>
    withServer(script({ faults: [{ kind: 'status', status: 500 }] }), (one) =>
      withServer(script({ faults: [{ kind: 'status', status: 500 }] }), async (other) => {
        await errorOf(chat({ profile: profile([one.url, other.url]), request: ask('answer') }));
        expect(one.requests.length + other.requests.length).toBe(1);
      }),
    ));
});
