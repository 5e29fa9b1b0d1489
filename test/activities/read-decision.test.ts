import { describe, expect, it } from '@jest/globals';
import { readDecision } from '../../activities/read-decision';
import type { ChatChoice, ChatResult } from '../../models/chat-types';
import { MemoryStore } from '../support/memory-store';
import { testToolset } from '../support/test-tools';
import { toolCall } from './activity-bed';

const { toolset } = testToolset({ ms: () => 0 });
const usage = { promptTokens: 5, cachedTokens: 0, completionTokens: 1, costUsd: 0.1 };

async function read(
  choice: Partial<ChatChoice>,
  change: {
    mode?: 'normal' | 'last';
    replay?: 'full' | 'calls' | 'required';
    none?: boolean;
    user?: 'toolset';
  } = {},
) {
  const store = new MemoryStore();
  const choices = change.none ? [] : [{ text: '', toolCalls: [], finish: 'stop', ...choice }];
  const result: ChatResult = { choices, model: 'm-1', usage, seconds: 2, inOnePiece: false };
  const { mode = 'normal', replay = 'full', user } = change;
  const decision = await readDecision({ result, mode, replay, toolset, store, ...(user ? { user } : {}) });
  const text = async (hash = ''): Promise<string> => new TextDecoder().decode(await store.get(hash));
  return { decision, text };
}

const asks = (name: string, argumentsText: string) => ({ toolCalls: [{ id: '', name, argumentsText }] });

describe('readDecision in a run with a user', () => {
  it('text without a call and without an answer → said to the user, whole', async () => {
    const text = `Which? ${'t'.repeat(900)}`;
    const { decision } = await read({ text }, { user: 'toolset' });
    expect(decision).toMatchObject({ kind: 'ask', answer: text, calls: [] });
    expect((await read({ text })).decision).toMatchObject({ kind: 'thinking' });
  });

  it('calls, an answer, nothing at all, the last decision → as without a user', async () => {
    const kind = async (...args: Parameters<typeof read>) =>
      (await read(args[0], { user: 'toolset', ...args[1] })).decision.kind;
    expect(await kind(asks('look', '{"value":"a"}'))).toBe('calls');
    expect(await kind({ text: 'FINAL ANSWER: 4' })).toBe('final');
    expect(await kind({ text: '' })).toBe('thinking');
    expect(await kind({ text: 'so far' }, { mode: 'last' })).toBe('final');
  });
});

describe('readDecision', () => {
  it('a call with text beside it: → calls; the text is stored and shortened', async () => {
    const { decision, text } = await read({
      ...asks('look', '{"value":" a "}'),
      text: `  ${'t'.repeat(500)} `,
    });
    expect(decision).toMatchObject({ kind: 'calls', finish: 'stop', model: 'm-1', usage, seconds: 2 });
    expect(decision.calls).toEqual([toolCall('look', { value: 'a' })]);
    expect(decision.text?.preview).toBe('t'.repeat(400));
    expect(await text(decision.text?.hash)).toBe('t'.repeat(500));
    expect(decision).not.toHaveProperty('answer');
  });

  it.each([
    ['{"value":', 'broken_arguments', 'look', {}],
    ['["a"]', 'arguments_not_an_object', 'look', {}],
    ['{}', 'invalid_arguments', 'look', {}],
    ['{"value":1}', 'invalid_arguments', 'look', { value: 1 }],
  ])('arguments %s: → %s, told to the model, no exception', async (argumentsText, code, tool, args) => {
    const { decision, text } = await read(asks('look', argumentsText));
    const [call] = decision.calls;
    expect(decision.kind).toBe('calls');
    expect(call).toMatchObject({ tool, arguments: args, problem: { code } });
    expect(call?.problem?.message).toMatch(new RegExp(`^Error \\(${code}\\): `));
    expect(await text(call?.problem?.outcomeHash)).toBe(call?.problem?.message);
  });

  it('an unknown tool: → told which there are', async () => {
    const { decision } = await read(asks('no such tool!', '{"a":1}'));
    expect(decision.calls).toMatchObject([
      { tool: 'no_such_tool_', arguments: { a: 1 }, problem: { code: 'unknown_tool' } },
    ]);
    expect(decision.calls[0]?.problem?.message).toMatch(/compute, look, send/);
  });

  it('a good call beside a broken one: → both stay in their places', async () => {
    const { decision } = await read({
      toolCalls: [...asks('look', '{').toolCalls, ...asks('compute', '{"value":"b"}').toolCalls],
    });
    expect(decision.calls.map(({ tool, problem }) => [tool, problem?.code])).toEqual([
      ['look', 'broken_arguments'],
      ['compute', undefined],
    ]);
  });

  it('70 calls in a turn: → the first 64', async () => {
    const many = Array.from({ length: 70 }, (_, n) => asks('look', `{"value":"${n}"}`).toolCalls[0]!);
    const { decision } = await read({ toolCalls: many });
    expect(decision.calls).toHaveLength(64);
    expect(decision.calls.at(-1)?.arguments).toEqual({ value: '63' });
  });

  it.each([
    ['I think.\nFinal answer: 42', 'final', '42'],
    ['I think about it.', 'thinking', undefined],
    ['', 'thinking', undefined],
    ['   \n ', 'thinking', undefined],
  ])('text %j: → %s %j', async (text, kind, answer) => {
    const { decision } = await read({ text });
    expect([decision.kind, decision.answer]).toEqual([kind, answer]);
    expect(decision.text === undefined).toBe(text.trim() === '');
  });

  it('no choice at all: → thinking, finish empty', async () => {
    expect((await read({}, { none: true })).decision).toMatchObject({ kind: 'thinking', finish: 'empty' });
  });

  it('a call beside a final answer: → the call counts', async () => {
    const { decision } = await read({ ...asks('look', '{"value":"a"}'), text: 'FINAL ANSWER: 1' });
    expect([decision.kind, decision.answer]).toEqual(['calls', undefined]);
  });

  it.each([
    ['just text', 'just text'],
    ['so: FINAL ANSWER: 7', '7'],
    ['', ''],
  ])('the last turn, text %j: → final answer %j, whatever it calls', async (text, answer) => {
    const { decision } = await read({ ...asks('look', '{"value":"a"}'), text }, { mode: 'last' });
    expect(decision).toMatchObject({ kind: 'final', calls: [], answer });
  });

  it('provider fields: → stored with replay required, dropped otherwise', async () => {
    const opaque = { message: { signature: 'x' }, toolCalls: [] };
    const { decision, text } = await read({ text: 'a', opaque }, { replay: 'required' });
    expect(JSON.parse(await text(decision.opaqueHash))).toEqual(opaque);
    expect((await read({ text: 'a', opaque })).decision).not.toHaveProperty('opaqueHash');
  });
});
