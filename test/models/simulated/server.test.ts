import { describe, expect, it } from '@jest/globals';
import { CONTINUE_NUDGE, LAST_ANSWER_REQUEST } from '../../../core/transcript';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { SimulationScriptInput } from '../../../models/simulated/script';
import { startSimulatedServer } from '../../../models/simulated/server';
import { until } from '../../support/wait-for';
import { ask, chat, errorOf, profile, TOOLS, withServer } from '../support';

const SCRIPT: SimulationScriptInput = {
  models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor', accuracy: 0 } },
  conversations: [
    {
      id: 'capital',
      match: 'capital of France',
      turns: [
        { calls: [{ tool: 'web_search', arguments: { query: 'capital of France' } }] },
        { text: 'Let me think.' },
        {
          calls: [
            {
              tool: 'calculate',
              arguments: {
                expression: { $from: { step: 1, regex: 'population (\\d+)' } },
                deep: [{ n: { $from: { step: 1, regex: '\\d+', as: 'number' } } }],
                none: { $from: { step: 1, regex: 'nowhere', default: 'gone' } },
              },
            },
          ],
        },
        { text: ['FINAL ANSWER: ', { $from: { step: 3 } }] },
      ],
      lastAnswer: 'FINAL ANSWER: perhaps Paris',
    },
  ],
};

const call = (id: string, name: string): ChatCompletionMessageParam => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: '{}' } }],
});
const outcome = (id: string, content: string): ChatCompletionMessageParam => ({
  role: 'tool',
  tool_call_id: id,
  content,
});
const QUESTION: ChatCompletionMessageParam[] = [
  { role: 'system', content: 'The capital of Spain' },
  { role: 'user', content: [{ type: 'text', text: 'What is the capital of France?' }] },
];
const AFTER_SEARCH = [...QUESTION, call('c1', 'web_search'), outcome('c1', 'Paris, population 2100000')];
const NUDGE: ChatCompletionMessageParam = { role: 'user', content: CONTINUE_NUDGE };

const asked = (url: string, messages: ChatCompletionMessageParam[], changes: object = {}) =>
  chat({ profile: profile(url), request: { messages, tools: TOOLS }, ...changes });

describe('simulated server, place in a conversation', () => {
  it('turns are found by the messages alone → call, thinking, template, computed answer', () =>
    withServer(SCRIPT, async ({ url }) => {
      const first = await asked(url, QUESTION);
      expect(first.choices[0]!.toolCalls[0]).toMatchObject({ name: 'web_search' });
      const second = await asked(url, AFTER_SEARCH);
      expect(second.choices[0]).toMatchObject({ text: 'Let me think.', toolCalls: [] });
      const thought: ChatCompletionMessageParam[] = [{ role: 'assistant', content: 'Let me think.' }, NUDGE];
      const third = await asked(url, [...AFTER_SEARCH, ...thought]);
      expect(JSON.parse(third.choices[0]!.toolCalls[0]!.argumentsText)).toEqual({
        expression: '2100000',
        deep: [{ n: 2100000 }],
        none: 'gone',
      });
      const fourth = await asked(url, [
        ...AFTER_SEARCH,
        ...thought,
        call('c2', 'calculate'),
        outcome('c2', '42'),
      ]);
      expect(fourth.choices[0]!.text).toBe('FINAL ANSWER: 42');
    }));

  it('a nudge behind an empty message, which is not sent → counts as a turn', () =>
    withServer(SCRIPT, async ({ url, requests }) => {
      await asked(url, [...AFTER_SEARCH, NUDGE]);
      expect(requests[0]).toMatchObject({ conversation: 'capital', turnIndex: 2 });
    }));

  it('a request without tools → the last answer', () =>
    withServer(SCRIPT, async ({ url }) => {
      const messages = [...AFTER_SEARCH, { role: 'user' as const, content: LAST_ANSWER_REQUEST }];
      const { choices } = await chat({ profile: profile(url), request: { messages } });
      expect(choices[0]).toMatchObject({ text: 'FINAL ANSWER: perhaps Paris', toolCalls: [] });
    }));

  it('no conversation matches → a 400 that quotes the beginning of the message', () =>
    withServer(SCRIPT, async ({ url }) => {
      const error = await errorOf(asked(url, [{ role: 'user', content: `Who? ${'x'.repeat(200)}` }]));
      expect(error.code).toBe('provider_bad_request');
      expect(error.message).toContain(`"Who? ${'x'.repeat(75)}"`);
    }));

  it('a real request beyond the last turn → a 400; a speculative one gets the last turn', () =>
    withServer(SCRIPT, async ({ url }) => {
      const beyond = Array.from({ length: 4 }, (_, index) => [
        call(`c${index}`, 'web_search'),
        outcome(`c${index}`, '1'),
      ]).flat();
      const messages = [...QUESTION, ...beyond];
      expect((await errorOf(asked(url, messages))).message).toContain('has 4 turns, but turn 4');
      const ahead = await asked(url, messages, { ahead: true });
      expect(ahead.choices[0]!.text).toBe('FINAL ANSWER: 1');
    }));

  it('a future that the script does not know → what it has for that; the script again where the calls are its own', () => {
    const [conversation] = SCRIPT.conversations ?? [];
    const script = { ...SCRIPT, conversations: [{ ...conversation!, offScript: { text: 'Elsewhere.' } }] };
    return withServer(script, async ({ url }) => {
      const searched = (query: string): ChatCompletionMessageParam[] => [
        ...QUESTION,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'c1',
              type: 'function',
              function: { name: 'web_search', arguments: JSON.stringify({ query }) },
            },
          ],
        },
        outcome('c1', 'population 1'),
      ];
      const other = await asked(url, searched('capital of Spain'), { ahead: true });
      expect(other.choices[0]).toMatchObject({ text: 'Elsewhere.', toolCalls: [] });
      const own = await asked(url, searched(' capital of France '));
      expect(own.choices[0]!.text).toBe('Let me think.');
    });
  });

  it('a match that begins with system: → looks at the system message', () =>
    withServer(
      {
        ...SCRIPT,
        conversations: [{ id: 'spain', match: 'system:capital of Spain', turns: [{ text: 'Madrid' }] }],
      },
      async ({ url }) => {
        const { choices } = await asked(url, QUESTION);
        expect(choices[0]!.text).toBe('Madrid');
      },
    ));

  it('a template that finds nothing → a 400 that shows the outcome', () =>
    withServer(SCRIPT, async ({ url }) => {
      const messages = [...QUESTION, call('c1', 'web_search'), outcome('c1', 'nothing here'), NUDGE];
      expect((await errorOf(asked(url, messages))).message).toContain('nothing here');
    }));

  it('fallback → answers what nothing else matches', () =>
    withServer({ ...SCRIPT, fallback: { text: 'Whatever.' } }, async ({ url }) => {
      const { choices } = await asked(url, [{ role: 'user', content: 'Who?' }]);
      expect(choices[0]!.text).toBe('Whatever.');
    }));

  it('rules → by the last user message or the latest outcome, before conversations', () =>
    withServer(
      {
        ...SCRIPT,
        rules: [
          { when: { toolResultIncludes: 'population' }, reply: { text: 'by outcome' } },
          { when: { lastUserIncludes: 'France', model: 'other' }, reply: { text: 'never' } },
          { when: { lastUserIncludes: 'Go on' }, reply: { text: 'by nudge' } },
        ],
      },
      async ({ url }) => {
        expect((await asked(url, AFTER_SEARCH)).choices[0]!.text).toBe('by outcome');
        expect((await asked(url, [...QUESTION, NUDGE])).choices[0]!.text).toBe('by nudge');
        expect((await asked(url, QUESTION)).choices[0]!.toolCalls).toHaveLength(1);
      },
    ));
});

describe('simulated server, as an HTTP server', () => {
  it('models, unknown model, unknown path, refused key, broken body → OpenAI’s shapes', () =>
    withServer({ ...SCRIPT, apiKey: 'right-key-123' }, async ({ url, port }) => {
      const headers = { authorization: 'Bearer right-key-123' };
      const get = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers, ...init });
        return [response.status, await response.json()];
      };
      const models = { data: [{ id: 'sim-actor' }, { id: 'sim-predictor' }] };
      expect(await get('/v1/models')).toEqual([200, expect.objectContaining({ object: 'list' })]);
      expect(await get('/v1/models')).toMatchObject([200, models]);
      expect(await get('/v2')).toMatchObject([404, { error: { code: 'unknown_url' } }]);
      expect(await get('/v1/models', { headers: {} })).toMatchObject([
        401,
        { error: { code: 'invalid_api_key' } },
      ]);
      const post = { method: 'POST', headers };
      const path = '/v1/chat/completions';
      expect(await get(path, { ...post, body: '{' })).toMatchObject([400, { error: { param: null } }]);
      expect(await get(path, { ...post, body: '{"model":"sim-actor","messages":[]}' })).toMatchObject([
        400,
        { error: { param: 'messages' } },
      ]);
      const error = await errorOf(
        chat({ profile: profile(url, { model: 'nope', apiKey: 'right-key-123' }), request: ask('x') }),
      );
      expect(error.code).toBe('provider_model_not_found');
      const [, recorded] = await get('/simulated/requests');
      expect(recorded).toMatchObject([{ model: 'nope', status: 404 }]);
    }));

  it('a script that is wrong → every problem with its place', async () => {
    const script = { models: { x: { role: 'poet' } }, conversations: [{ id: 'a', match: '', turns: [] }] };
    const error = await errorOf(startSimulatedServer({ script: script as unknown as SimulationScriptInput }));
    expect(error.code).toBe('script_invalid');
    for (const place of ['models.x.role', 'conversations.0.match', 'conversations.0.turns']) {
      expect(error.message).toContain(place);
    }
  });

  it('a call with both or neither kind of arguments → refused', async () => {
    const script: SimulationScriptInput = { models: {}, fallback: { calls: [{ tool: 'x' }] } };
    expect((await errorOf(startSimulatedServer({ script }))).code).toBe('script_invalid');
  });

  it('a port that is taken → a clear error', () =>
    withServer(SCRIPT, async ({ port }) => {
      expect((await errorOf(startSimulatedServer({ script: SCRIPT, port }))).code).toBe('port_in_use');
    }));

  it('another script → played from now on', () =>
    withServer(SCRIPT, async (server) => {
      server.setScript({ models: { 'sim-actor': { role: 'actor' } }, fallback: { text: 'new' } });
      expect((await asked(server.url, QUESTION)).choices[0]!.text).toBe('new');
      server.clearRequests();
      expect(server.requests).toHaveLength(0);
    }));
});

describe('simulated server, requests at a time', () => {
  const limited = (changes: object): SimulationScriptInput => ({
    models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } },
    fallback: { text: 'done' },
    faults: [{ kind: 'hang', count: 1 }],
    ...changes,
  });

  it('more than fit → wait; the lowest priority number goes first', () =>
    withServer(limited({ concurrency: 1 }), async ({ url, requests }) => {
      const abort = new AbortController();
      const stuck = errorOf(asked(url, QUESTION, { signal: abort.signal }));
      await until(() => requests[0]?.startedAt !== undefined);
      const vllm = profile(url, { vllm: true });
      const low = chat({ profile: vllm, request: ask('q'), ahead: true });
      await until(() => requests.length === 2);
      const high = chat({ profile: vllm, request: ask('q') });
      await until(() => requests.length === 3);
      expect(requests.slice(1).map((seen) => seen.startedAt)).toEqual([undefined, undefined]);
      abort.abort();
      await Promise.all([stuck, low, high]);
      expect(requests[2]!.startedAt).toBeLessThanOrEqual(requests[1]!.startedAt!);
    }));

  it('more than fit, overflow 429 → refused with the seconds to wait', () =>
    withServer(limited({ concurrency: 1, overflow: '429' }), async ({ url, requests }) => {
      const abort = new AbortController();
      const stuck = errorOf(asked(url, QUESTION, { signal: abort.signal }));
      await until(() => requests[0]?.startedAt !== undefined);
      expect(await errorOf(asked(url, QUESTION))).toMatchObject({
        code: 'provider_rate_limit',
        retryAfterMs: 1000,
      });
      abort.abort();
      await stuck;
    }));

  it('a model’s own limit → does not hold back other models', () =>
    withServer(
      limited({
        models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor', concurrency: 1 } },
      }),
      async ({ url, requests }) => {
        const abort = new AbortController();
        const predictor = profile(url, { model: 'sim-predictor' });
        const stuck = errorOf(chat({ profile: predictor, request: ask('q'), signal: abort.signal }));
        await until(() => requests[0]?.startedAt !== undefined);
        const waiting = errorOf(chat({ profile: predictor, request: ask('q'), signal: abort.signal }));
        await until(() => requests.length === 2);
        expect((await asked(url, QUESTION)).choices[0]!.text).toBe('done');
        expect(requests[1]!.startedAt).toBeUndefined();
        abort.abort();
        await Promise.all([stuck, waiting]);
      },
    ));
});

describe('simulated server, faults', () => {
  const faulty = (faults: SimulationScriptInput['faults']): SimulationScriptInput => ({ ...SCRIPT, faults });

  it('by turn and attempt → only there', () =>
    withServer(
      faulty([{ kind: 'status', status: 503, when: { turn: 1, attempt: 1 } }]),
      async ({ url, requests }) => {
        await asked(url, QUESTION);
        expect((await errorOf(asked(url, AFTER_SEARCH))).code).toBe('provider_overloaded');
        await asked(url, AFTER_SEARCH);
        expect(requests.map((seen) => [seen.turnIndex, seen.attempt, seen.fault])).toEqual([
          [0, 1, undefined],
          [1, 1, 'status'],
          [1, 2, undefined],
        ]);
      },
    ));

  it('by count and role → so often, and for nobody else', () =>
    withServer(
      faulty([{ kind: 'status', status: 500, when: { role: 'predictor' }, count: 2 }]),
      async ({ url }) => {
        const predictor = { profile: profile(url, { model: 'sim-predictor' }) };
        await asked(url, QUESTION);
        await errorOf(asked(url, QUESTION, predictor));
        await errorOf(asked(url, QUESTION, predictor));
        await asked(url, QUESTION, predictor);
      },
    ));

  it('by probability → the same requests fail each time', async () => {
    const run = (): Promise<boolean[]> =>
      withServer(faulty([{ kind: 'status', status: 500, when: { probability: 0.5 } }]), async ({ url }) => {
        const failed: boolean[] = [];
        for (let index = 0; index < 12; index += 1) {
          failed.push(
            await asked(url, QUESTION).then(
              () => false,
              () => true,
            ),
          );
        }
        return failed;
      });
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([true, false]));
  });

  it('hanging in the middle → the client’s departure is noted, the name’s time stands', () =>
    withServer(faulty([{ kind: 'hang', afterPieces: 2 }]), async ({ url, requests }) => {
      const abort = new AbortController();
      const pending = errorOf(asked(url, QUESTION, { signal: abort.signal }));
      await until(() => requests[0]?.toolNameAt !== undefined);
      abort.abort();
      await pending;
      await until(() => requests[0]!.closedAt !== undefined);
      expect(requests[0]).toMatchObject({ abortedByClient: true, fault: 'hang' });
      expect(requests[0]!.closedAt).toBeGreaterThanOrEqual(requests[0]!.toolNameAt!);
    }));

  it('an answer that was complete → not noted as left by the client', () =>
    withServer(SCRIPT, async ({ url, requests }) => {
      await asked(url, QUESTION);
      await until(() => requests[0]!.closedAt !== undefined);
      expect(requests[0]).toMatchObject({ abortedByClient: false, status: 200, conversation: 'capital' });
    }));
});
