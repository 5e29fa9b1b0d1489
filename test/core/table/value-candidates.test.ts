import { expect, test } from '@jest/globals';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import type { TableMessage } from '../../../core/table/message';
import type { ReadyArgument, ReadySource } from '../../../core/table/ready-model';
import { valueCandidates } from '../../../core/table/values';

/** Values come from these places, all equally often, and have these shapes. */
function argument(slots: readonly string[], shapes: readonly string[]): ReadyArgument {
  const source = (slot: string): ReadySource => ({
    slot,
    via: '',
    hits: 5,
    trials: 50,
    share: 0.1,
    aliases: undefined,
  });
  return {
    count: 50,
    types: { string: 50, number: 0, boolean: 0 },
    sources: slots.map(source),
    shapes: new Map(shapes.map((shape) => [shape, 1 / shapes.length])),
    constants: [],
    remembered: [],
    habits: new Map(),
    before: new Map(),
    foreign: [],
  };
}

/** A run in which a tool answered so. */
function answered(result: object) {
  const messages: TableMessage[] = [
    { role: 'user', text: 'Go on.', calls: [] },
    { role: 'assistant', text: '', calls: [{ tool: 'list_things', arguments: {} }] },
    { role: 'tool', text: JSON.stringify(result), calls: [] },
  ];
  return indexOf(messages.reduce(extend, emptyContext()));
}

const names = Array.from(
  { length: 30 },
  (_unused, at) => `name-${String.fromCharCode(97 + (at % 26))}${at < 26 ? '' : 'x'}`,
);
const empty = { kin: new Map(), registries: [] };

test('a text of a shape that the argument takes comes before any number of others', () => {
  const index = answered({ things: ['code-4711', ...names] });
  const slot = 'r:list_things:things[]';
  const shaped = valueCandidates(index, 'open', 'thing', argument([slot], ['a-9:4']), empty);
  expect(shaped[0]?.text).toBe('code-4711');
  const whatever = valueCandidates(index, 'open', 'thing', argument([slot], ['a-9:4', 'a-a']), empty);
  expect(whatever.map(({ text }) => text)).not.toContain('code-4711');
});

test('the one text of a place comes before many of another that was right as often', () => {
  const index = answered({ things: names, best: 'other-one' });
  const slots = ['r:list_things:things[]', 'r:list_things:best'];
  const found = valueCandidates(index, 'open', 'thing', argument(slots, ['a-a']), empty);
  expect(found).toHaveLength(14);
  expect(found[0]?.text).toBe('other-one');
});
