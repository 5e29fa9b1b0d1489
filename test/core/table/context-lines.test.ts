import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { emptyContext, extend, indexOf, type RunContext } from '../../../core/table/context';
import { ContextLines, type SentForm } from '../../../core/table/context-lines';
import type { TableMessage } from '../../../core/table/message';

const user = (text: string): TableMessage => ({ role: 'user', text, calls: [] });
const asks = (tool: string, card: string): TableMessage => ({
  role: 'assistant',
  text: '',
  calls: [{ id: card, tool, arguments: { card } }],
});
const answers = (callId: string, value: unknown): TableMessage => ({
  role: 'tool',
  callId,
  text: JSON.stringify(value),
  calls: [],
});

/** Sent as they are read. */
const AS_READ: SentForm<TableMessage> = { same: isDeepStrictEqual, read: (sent) => sent };

const begun = [user('My card is card_12 from Boston (BOS).'), asks('find_card', 'card_12')];
const found = answers('card_12', { loans: ['L-1', 'L-2'], since: '2026-01-05' });
const guessed = [...begun, found, asks('find_loan', 'L-9'), answers('L-9', { error: 'no such loan' })];
const real = [...begun, found, asks('find_loan', 'L-1'), answers('L-1', { days: 4 })];

/** What the index says of the run, read from nothing. */
const readAnew = (messages: readonly TableMessage[]): RunContext =>
  messages.reduce((context, sent) => extend(context, sent), emptyContext('gpt-9'));
const factsOf = (context: RunContext) => {
  const { messages, events, calls, uses, slots, values, madeKeys, aliases, lastUser, year } =
    indexOf(context);
  return { messages, events, calls, uses, slots, values, madeKeys, aliases, lastUser, year };
};

describe('ContextLines', () => {
  test('a wrong guess, then what came instead, then the guess again → each as if it were read from nothing', () => {
    const lines = new ContextLines('gpt-9', 8, AS_READ);
    for (const messages of [guessed, real, guessed, real.slice(0, 3), [...real, user('Thanks!')], []])
      expect(factsOf(lines.contextOf(messages))).toEqual(factsOf(readAnew(messages)));
  });

  test('a run that goes on, its messages made anew → what was read of them is not read again', () => {
    const lines = new ContextLines(undefined, 8, AS_READ);
    const before = lines.contextOf(structuredClone(begun));
    const after = lines.contextOf(structuredClone([...begun, found]));
    expect(after.parent).toBe(before);
    const branched = lines.contextOf(structuredClone([...begun, answers('card_12', {})]));
    expect(branched.parent?.told).toBe(before.told);
  });

  test('more runs than are kept → the one asked longest ago is read again, those that share its beginning are not', () => {
    const lines = new ContextLines(undefined, 2, AS_READ);
    const first = lines.contextOf([...begun, user('one')]);
    const second = lines.contextOf([...begun, user('two')]);
    expect(second.parent).toBe(first.parent);
    const third = lines.contextOf([...begun, user('three')]);
    expect(third.parent).toBe(first.parent);
    expect(lines.contextOf([...begun, user('two')])).toBe(second);
    expect(lines.contextOf([...begun, user('one')])).not.toBe(first);
  });
});
