import { describe, expect, test } from '@jest/globals';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Tool } from '../../contracts/tool';
import { train } from '../../learning/table/train';
import { trainingRun } from '../../learning/table/training-run';
import { tablePredictor } from '../../predictors/table';
import { libraryRun } from '../learning/table/support/made-up-runs';

const runs = Array.from({ length: 24 }, (_unused, task) => trainingRun(libraryRun(task)));
const predictor = tablePredictor({ model: train({ runs }), modelHash: 'abcdef0123456789' });

const tool = (name: string): Tool => ({
  name,
  description: name,
  parameters: {
    jsonSchema: () => ({ type: 'object', required: [] }),
    parse: () => ({ ok: true, arguments: {} }),
  },
  execute: () => Promise.reject(new Error('not to be called')),
});
const tools = ['find_card', 'find_loan', 'renew_loan'].map(tool);
const ask = (params: ChatCompletionMessageParam[]) =>
  predictor.predict({
    params,
    toolset: { list: () => tools },
    topK: 3,
    runToken: 'r',
    signal: new AbortController().signal,
  });

describe('tablePredictor', () => {
  const params: ChatCompletionMessageParam[] = [
    {
      role: 'user',
      content: [{ type: 'text', text: 'Hello, my card is card_7777. Which books do I have?' }],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 's1', type: 'function', function: { name: 'find_card', arguments: '{"card_id":"card_7777"}' } },
      ],
    },
    {
      role: 'tool',
      tool_call_id: 's1',
      content: '{"card_id":"card_7777","name":"Reader 9","loans":["L-901","L-902"]}',
    },
  ];

  test('tablePredictor: a transcript → ranked guesses of the table, named by the file, at no cost', async () => {
    const { guesses, usage } = await ask(params);
    expect(predictor.name).toBe('table:abcdef012345');
    expect(guesses[0]).toMatchObject({
      turn: 'calls',
      source: 'table',
      calls: [{ tool: 'find_loan', arguments: { loan_id: 'L-901' } }],
    });
    expect(usage.costUsd).toBe(0);
  });

  test('tablePredictor: asked about a longer, a shorter and the first transcript again → as if asked first', async () => {
    const first = await ask(params);
    await ask([...params, { role: 'assistant', content: 'Let me see.' }]);
    await ask(params.slice(0, 1));
    expect(await ask(params)).toEqual(first);
  });

  test('tablePredictor: broken arguments of an earlier call → as if it had been called without any', async () => {
    const called = (json: string): ChatCompletionMessageParam[] => [
      ...params.slice(0, 1),
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 's1', type: 'function', function: { name: 'find_card', arguments: json } }],
      },
      ...params.slice(2),
    ];
    expect(await ask(called('{"card'))).toEqual(await ask(called('{}')));
  });
});
