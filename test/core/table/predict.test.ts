import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyContext, extend, indexOf, type RunContext } from '../../../core/table/context';
import type { TableMessage } from '../../../core/table/message';
import { predict } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const runs = Array.from({ length: 12 }, (_unused, task) => trainingRun(libraryRun(task)));
const model = readyModel(train({ runs }));
const tools = [...libraryRun(0).tools, { name: 'open_door', arguments: ['door_id'] }, { name: 'shout' }];

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.json(),
  fc.constantFrom(
    '',
    '- a: 1\n  b: [',
    "{'x': None, 'y': 'it''s'}",
    'Error: no',
    '__proto__: 1',
    '- - -',
    'x: |\n',
    '[[[[',
    'card_1 on 2024-05-20, May 20',
  ),
);
const call = fc.record(
  {
    id: fc.constantFrom('a', 'b', ''),
    tool: fc.constantFrom('find_card', 'find_loan', 'open_door', '__proto__', ''),
    arguments: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<
      TableMessage['calls'][0]['arguments']
    >,
  },
  { requiredKeys: ['tool', 'arguments'] },
);
const message: fc.Arbitrary<TableMessage> = fc.record(
  {
    role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const),
    text,
    calls: fc.array(call, { maxLength: 3 }),
    callId: fc.constantFrom('a', 'b', 'c'),
    failed: fc.boolean(),
  },
  { requiredKeys: ['role', 'text', 'calls'] },
);
const fold = (messages: readonly TableMessage[], from: RunContext = emptyContext()): RunContext =>
  messages.reduce((context, next) => extend(context, next), from);
const guesses = (context: RunContext) => predict(model, context, { topK: 6, tools });

describe('predict', () => {
  test('predict: any messages → no throw, at most topK, probabilities in 0..1 that sum to at most 1', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const found = guesses(fold(messages));
        expect(found.length).toBeLessThanOrEqual(6);
        for (const guess of found) {
          expect(guess.probability).toBeGreaterThanOrEqual(0);
          expect(guess.probability).toBeLessThanOrEqual(1);
          expect(guess.because).toMatch(/^because /);
          for (const { probability } of guess.calls) expect(probability >= 0 && probability <= 1).toBe(true);
          expect(guess.calls.length > 0).toBe(guess.turn === 'calls');
        }
        expect(found.reduce((total, { probability }) => total + probability, 0)).toBeLessThanOrEqual(
          1 + 1e-9,
        );
      }),
      { numRuns: 150 },
    );
  });

  test('predict: the same messages again, or after another branch → the same guesses', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.array(message, { maxLength: 4 }),
        (common, other) => {
          const trunk = fold(common);
          const first = guesses(trunk);
          guesses(fold(other, trunk));
          expect(guesses(trunk)).toEqual(first);
          expect(guesses(fold(common))).toEqual(first);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('predict: a tool whose last call had a list of a value and an object → other guesses, none of that tool', () => {
    const told = fold([
      { role: 'user', text: 'Open door_12 and then door_13.', calls: [] },
      {
        role: 'assistant',
        text: '',
        calls: [{ id: 'a', tool: 'open_door', arguments: { doors: ['door_12', { id: 'door_13' }] } }],
      },
      { role: 'tool', text: '{"open": ["door_12"]}', calls: [], callId: 'a' },
      { role: 'user', text: 'Open door_14 too.', calls: [] },
    ]);
    const found = guesses(told);
    expect(found.length).toBeGreaterThan(0);
    expect(found.flatMap(({ calls }) => calls).map(({ tool }) => tool)).not.toContain('open_door');
  });

  test('predict: no tools → never a call', () => {
    const found = predict(model, fold(libraryRun(3).messages.slice(0, 3)), { topK: 5, tools: [] });
    expect(found.every(({ turn }) => turn !== 'calls')).toBe(true);
  });
});

describe('extend', () => {
  test('extend: a call and its failing result → the value was used here and failed', () => {
    const context = fold([
      {
        role: 'assistant',
        text: '',
        calls: [{ id: 'c', tool: 'find_card', arguments: { card_id: 'card_9' } }],
      },
      { role: 'tool', text: 'Error: no such card', calls: [], callId: 'c' },
    ]);
    expect(indexOf(context).uses.get('find_card\ncard_id')?.get('card_9')).toMatchObject({
      count: 1,
      failed: 1,
    });
    expect(indexOf(context).events).toEqual(['find_card:error']);
  });
});
