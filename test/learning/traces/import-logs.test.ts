import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ForerunError } from '../../../contracts/errors';
import { Trace, type TraceMessage } from '../../../contracts/trace';
import { importLogs, type ImportLogsInput } from '../../../learning/traces/import/import-logs';
import { readTraces } from '../../../learning/traces/read-traces';
import { trace, traceFile } from './trace-files';

async function imported(
  lines: readonly unknown[],
  input: Omit<ImportLogsInput, 'files' | 'onProblem'>,
): Promise<{ traces: Trace[]; problems: ForerunError[] }> {
  const problems: ForerunError[] = [];
  const traces: Trace[] = [];
  const files = [traceFile(lines, { name: 'log.jsonl' })];
  for await (const read of importLogs({
    ...input,
    files,
    onProblem: (problem) => void problems.push(problem),
  }))
    traces.push(read);
  return { traces, problems };
}

const CALL = { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"name":"Ada"}' } };
const CONVERSATION: TraceMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Who?' },
  { role: 'assistant', content: null, tool_calls: [{ id: 'c1', name: 'find', arguments: { name: 'Ada' } }] },
  { role: 'tool', content: '7', tool_call_id: 'c1' },
  { role: 'assistant', content: 'Ada.' },
];
const OPENAI = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: [{ type: 'text', text: 'Who?' }] },
  { role: 'assistant', content: null, tool_calls: [CALL] },
  { role: 'tool', tool_call_id: 'c1', content: '7' },
  { role: 'assistant', content: 'Ada.' },
];
const ANTHROPIC = [
  { role: 'user', content: 'Who?' },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: '…' },
      { type: 'tool_use', id: 'c1', name: 'find', input: { name: 'Ada' } },
    ],
  },
  {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: '7' }] }],
  },
  { role: 'assistant', content: [{ type: 'text', text: 'Ada.' }] },
];

describe('importLogs, OpenAI', () => {
  it.each<[string, unknown[]]>([
    ['a list of messages', [OPENAI]],
    ['an object with messages', [{ messages: OPENAI, tools: [] }]],
    [
      'request and response',
      [
        {
          request: { model: 'm', messages: OPENAI.slice(0, 4) },
          response: { choices: [{ message: OPENAI[4] }] },
        },
      ],
    ],
    [
      'body and response body, as of the batch API',
      [{ body: { messages: OPENAI.slice(0, 4) }, response: { body: { choices: [{ message: OPENAI[4] }] } } }],
    ],
    ['input and output', [{ input: OPENAI.slice(0, 4), output: OPENAI[4] }]],
    ['one message a line', OPENAI],
    [
      'each request with all before it',
      [2, 4].map((length) => ({ messages: OPENAI.slice(0, length), choices: [{ message: OPENAI[length] }] })),
    ],
  ])('%s → one trace', async (_name, lines) => {
    const { traces, problems } = await imported(lines, { format: 'openai' });
    expect(problems).toEqual([]);
    expect(traces.map(({ messages }) => messages)).toEqual([CONVERSATION]);
    expect(Trace.safeParse(traces[0]).success).toBe(true);
  });

  it('function_call and role function, without ids → paired', async () => {
    const lines = [
      [
        { role: 'user', content: 'Who?' },
        { role: 'assistant', content: null, function_call: { name: 'find', arguments: '{"name":"Ada"}' } },
        { role: 'function', name: 'find', content: '7' },
      ],
    ];
    const { traces } = await imported(lines, { format: 'openai' });
    expect(traces[0]?.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', name: 'find', arguments: { name: 'Ada' } }],
      },
      { role: 'tool', name: 'find', content: '7', tool_call_id: 'call_1' },
    ]);
  });

  it('arguments that are no JSON object → kept as text', async () => {
    const broken = { id: 'x', function: { name: 'find', arguments: '{"name":' } };
    const { traces } = await imported([[{ role: 'assistant', tool_calls: [broken] }]], { format: 'openai' });
    expect(traces[0]?.messages[0]?.tool_calls?.[0]?.arguments).toBe('{"name":');
  });

  it('model, tools, seconds, success, session → told', async () => {
    const line = {
      session_id: 's1',
      task_id: 't9',
      latency_ms: 1500,
      success: true,
      request: {
        model: 'asked',
        messages: OPENAI.slice(0, 2),
        tools: [{ type: 'function', function: { name: 'look' } }],
      },
      response: { model: 'answered', created: 17, choices: [{ message: OPENAI[2] }] },
    };
    const { traces } = await imported([line], { format: 'openai', domain: 'shop', readOnly: ['look'] });
    expect(traces[0]).toMatchObject({
      trajectory_id: 's1',
      domain: 'shop',
      task_id: 't9',
      split_key: 'shop:t9',
      model: 'answered',
      success: true,
      tools: [
        { name: 'look', read_only: true },
        { name: 'find', read_only: false },
      ],
    });
    expect(traces[0]?.messages[2]).toMatchObject({ latency_s: 1.5, timestamp: 17 });
  });

  it('two conversations in one file → two traces; the same task where the user says the same', async () => {
    const other = OPENAI.map((message) =>
      message.role === 'system' ? { ...message, content: 'Be long.' } : message,
    );
    const { traces } = await imported([{ messages: OPENAI }, { messages: other }, { messages: OPENAI }], {
      format: 'openai',
    });
    expect(traces.map(({ trajectory_id: id }) => id)).toEqual(['log:1', 'log:2', 'log:3']);
    expect(new Set(traces.map(({ split_key: key }) => key)).size).toBe(1);
  });

  it('lines that cannot be read → named, the others read; strict → thrown; none → traces_empty', async () => {
    const lines = ['{', { messages: [{ role: 'robot' }] }, 17, { messages: OPENAI }];
    const { traces, problems } = await imported(lines, { format: 'openai' });
    expect(traces).toHaveLength(1);
    expect(problems.map(({ code, details }) => [code, details?.line])).toEqual([
      ['trace_line_broken', 1],
      ['trace_line_broken', 2],
      ['trace_line_broken', 3],
    ]);
    expect(problems[1]?.message).toContain('messages.0: the role "robot"');
    await expect(imported(lines, { format: 'openai', strict: true })).rejects.toMatchObject({
      details: { line: 1 },
    });
    await expect(imported(['{'], { format: 'openai' })).rejects.toMatchObject({ code: 'traces_empty' });
  });
});

describe('importLogs, Anthropic', () => {
  const blockLine = (block: unknown, role = 'assistant'): unknown => ({
    type: role,
    sessionId: 'S',
    timestamp: '2026-01-01T00:00:00Z',
    message: { id: 'msg_1', role, content: [block] },
  });

  it.each<[string, unknown[]]>([
    ['messages and system', [{ system: 'Be brief.', messages: ANTHROPIC }]],
    [
      'system as blocks, request and response',
      [
        {
          request: { system: [{ type: 'text', text: 'Be brief.' }], messages: ANTHROPIC.slice(0, 3) },
          response: { type: 'message', role: 'assistant', content: ANTHROPIC[3]?.content },
        },
      ],
    ],
  ])('%s → one trace', async (_name, lines) => {
    const { traces, problems } = await imported(lines, { format: 'anthropic' });
    expect(problems).toEqual([]);
    expect(traces.map(({ messages }) => messages)).toEqual([CONVERSATION]);
  });

  it('is_error, and words beside results → an error; the words after the results', async () => {
    const content = [
      { type: 'text', text: 'Go on.' },
      { type: 'tool_result', tool_use_id: 'c1', is_error: true, content: 'no such reader' },
    ];
    const { traces } = await imported([[ANTHROPIC[0], ANTHROPIC[1], { role: 'user', content }]], {
      format: 'anthropic',
    });
    expect(traces[0]?.messages.slice(2)).toEqual([
      { role: 'tool', content: 'no such reader', tool_call_id: 'c1', error: true },
      { role: 'user', content: 'Go on.' },
    ]);
  });

  it('tools at the provider → their results stand between what was said', async () => {
    const content = [
      { type: 'text', text: 'I search.' },
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [{ type: 'web_search_result', url: 'https://a.example' }],
      },
      { type: 'text', text: 'Found.' },
    ];
    const { traces } = await imported([[{ role: 'assistant', content }]], { format: 'anthropic' });
    expect(traces[0]?.messages.map(({ role, content: text }) => [role, text])).toEqual([
      ['assistant', 'I search.'],
      ['tool', '[{"type":"web_search_result","url":"https://a.example"}]'],
      ['assistant', 'Found.'],
    ]);
  });

  it('a session of one block a line → one trace, messages in pieces put together, bookkeeping passed over', async () => {
    const lines = [
      { type: 'summary', summary: 'x' },
      { type: 'user', sessionId: 'S', message: { role: 'user', content: 'Who?' } },
      blockLine({ type: 'text', text: 'I look.' }),
      blockLine({ type: 'tool_use', id: 'c1', name: 'find', input: {} }),
      {
        type: 'user',
        sessionId: 'S',
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: '7' }] },
      },
    ];
    const { traces, problems } = await imported(lines, { format: 'anthropic' });
    expect(problems).toEqual([]);
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({ trajectory_id: 'S' });
    expect(
      traces[0]?.messages.map(({ role, content, tool_calls: calls }) => [role, content, calls?.length]),
    ).toEqual([
      ['user', 'Who?', undefined],
      ['assistant', 'I look.', 1],
      ['tool', '7', undefined],
    ]);
  });
});

/** Conversations as every format can say them: ids present and unique, each call answered in its turn. */
const conversations = fc
  .array(
    fc.record({
      user: fc.string({ minLength: 1 }),
      said: fc.string({ minLength: 1 }),
      calls: fc.array(
        fc.record({
          name: fc.stringMatching(/^[a-z_]{1,8}$/),
          arguments: fc.dictionary(fc.string(), fc.jsonValue()),
          result: fc.string({ minLength: 1 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((turns) =>
    turns.flatMap(({ user, said, calls }, turn): TraceMessage[] => {
      const plain = JSON.parse(JSON.stringify(calls)) as typeof calls;
      const asked = plain.map(({ name, arguments: args }, index) => ({
        id: `t${turn}c${index}`,
        name,
        arguments: args as Record<string, never>,
      }));
      return [
        { role: 'user', content: user },
        { role: 'assistant', content: said, ...(asked.length > 0 ? { tool_calls: asked } : {}) },
        ...plain.map(({ result }, index): TraceMessage => ({
          role: 'tool',
          content: result,
          tool_call_id: `t${turn}c${index}`,
        })),
      ];
    }),
  );

/** The inverse of the import, written anew here. */
const asOpenAi = (messages: TraceMessage[]): unknown[] =>
  messages.map(({ tool_calls: calls, ...message }) => ({
    ...message,
    ...(calls
      ? {
          tool_calls: calls.map(({ id, name, arguments: args }) => ({
            id,
            type: 'function',
            function: { name, arguments: JSON.stringify(args) },
          })),
        }
      : {}),
  }));

const asAnthropic = (messages: TraceMessage[]): unknown[] =>
  messages.map(({ role, content, tool_calls: calls, tool_call_id: id }) =>
    role === 'tool'
      ? { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] }
      : {
          role,
          content: [
            { type: 'text', text: content },
            ...(calls ?? []).map((call) => ({
              type: 'tool_use',
              id: call.id,
              name: call.name,
              input: call.arguments,
            })),
          ],
        },
  );

describe('round trips', () => {
  it.each(['openai', 'anthropic'] as const)(
    'any conversation, through %s → the same messages',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(conversations, async (messages) => {
          const line = format === 'openai' ? asOpenAi(messages) : asAnthropic(messages);
          const { traces } = await imported([{ messages: line }], { format });
          expect(traces.map((read) => read.messages)).toEqual([messages]);
        }),
        { numRuns: 50 },
      );
    },
  );

  it('any trace, written and read → the same', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, fc.boolean(), async (messages, gzip) => {
        const written = Trace.parse(
          trace({ messages, success: true, duration_s: 1.5, metadata: { a: [1, null] } }),
        );
        const read: Trace[] = [];
        for await (const one of readTraces({ files: [traceFile([written], { gzip })], strict: true }))
          read.push(one);
        expect(read).toEqual([written]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('importLogs, what is not read', () => {
  const reasons = async (lines: readonly unknown[], format: 'openai' | 'anthropic'): Promise<string[]> =>
    (await imported([...lines, format === 'openai' ? OPENAI : ANTHROPIC], { format })).problems.map(
      ({ message }) => message.replace(/^.*log: /, ''),
    );
  const ITEMS = [{ type: 'function_call', call_id: 'c1', name: 'find', arguments: '{}' }];

  it.each<[string, unknown, RegExp]>([
    ['items in and out', { model: 'm', input: OPENAI.slice(0, 2), output: ITEMS }, /Responses API/],
    ['items in', { request: { input: [OPENAI[1], ...ITEMS] }, response: OPENAI.at(-1) }, /Responses API/],
    ['a response', { object: 'response', input: 'Who?', output: [] }, /Responses API/],
    ['a logged response', { request: { input: 'Who?' }, response: { object: 'response' } }, /Responses API/],
    ['blocks of the other provider', { messages: ANTHROPIC }, /--format anthropic/],
    [
      'an answer alone',
      { custom_id: 'r', response: { body: { choices: [{ message: OPENAI[4] }] } } },
      /without its request/,
    ],
  ])('OpenAI: %s → told as such, not read as half a chat', async (_name, line, reason) => {
    expect(await reasons([line], 'openai')).toEqual([expect.stringMatching(reason)]);
  });

  it('Anthropic: messages of the other provider → told as such', async () => {
    expect(await reasons([{ messages: OPENAI }], 'anthropic')).toEqual([
      expect.stringMatching(/--format openai/),
    ]);
  });

  it('a list of conversations in one line → each of them', async () => {
    const { traces } = await imported([[{ messages: OPENAI }, OPENAI]], { format: 'openai' });
    expect(traces.map(({ messages }) => messages.length)).toEqual([5, 5]);
  });

  it('a refusal beside an empty content → what was said', async () => {
    const { traces } = await imported([[OPENAI[1], { role: 'assistant', content: '', refusal: 'No.' }]], {
      format: 'openai',
    });
    expect(traces[0]?.messages.at(-1)?.content).toBe('No.');
  });
});
