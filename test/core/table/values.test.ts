import { describe, expect, test } from '@jest/globals';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import { kinOf } from '../../../core/table/kin';
import type { TableMessage } from '../../../core/table/message';
import type { ReadyArgument, ReadySource } from '../../../core/table/ready-model';
import { valueCandidates } from '../../../core/table/values';

/** An argument that takes constants, with their shares. */
const argument = (shares: Readonly<Record<string, number>>): ReadyArgument => ({
  count: 100,
  types: { string: 100, number: 0, boolean: 0 },
  sources: [],
  shapes: new Map(),
  constants: Object.entries(shares).map(([text, share]) => ({ text, share })),
  remembered: [],
  habits: new Map(),
  before: new Map(),
  foreign: [],
});

const candidates = (shares: Readonly<Record<string, number>>, most?: number): string[] =>
  valueCandidates(
    indexOf(emptyContext()),
    'find_book',
    'title',
    argument(shares),
    { kin: kinOf({}), registries: [] },
    most,
  ).map(({ text }) => text);

describe('valueCandidates', () => {
  test('values of which the sources say less than a twentieth of what they say of the best → left out', () => {
    expect(candidates({ rare: 0.03, often: 0.2, usual: 0.7 })).toEqual(['usual', 'often']);
    expect(candidates({ rare: 0.05, other: 0.3 })).toEqual(['other', 'rare']);
  });

  test('more than asked for → the best; nothing offered → none', () => {
    expect(candidates({ rare: 0.2, often: 0.3, usual: 0.5 }, 2)).toEqual(['usual', 'often']);
    expect(candidates({})).toEqual([]);
  });
});

/** Values come from these places, all equally often, and have these shapes. */
function placed(slots: readonly string[], shapes: readonly string[]): ReadyArgument {
  const source = (slot: string): ReadySource => ({
    slot,
    via: '',
    hits: 5,
    trials: 50,
    share: 0.1,
    aliases: undefined,
  });
  return {
    ...argument({}),
    sources: slots.map(source),
    shapes: new Map(shapes.map((shape) => [shape, 1 / shapes.length])),
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
const empty = { kin: kinOf({}), registries: [] };

describe('which texts are kept', () => {
  test('a text of a shape that the argument takes comes before any number of others', () => {
    const index = answered({ things: ['code-4711', ...names] });
    const slot = 'r:list_things:things[]';
    const shaped = valueCandidates(index, 'open', 'thing', placed([slot], ['a-9:4']), empty);
    expect(shaped[0]?.text).toBe('code-4711');
    const whatever = valueCandidates(index, 'open', 'thing', placed([slot], ['a-9:4', 'a-a']), empty);
    expect(whatever.map(({ text }) => text)).not.toContain('code-4711');
  });

  test('the one text of a place comes before many of another that was right as often', () => {
    const index = answered({ things: names, best: 'other-one' });
    const slots = ['r:list_things:things[]', 'r:list_things:best'];
    const found = valueCandidates(index, 'open', 'thing', placed(slots, ['a-a']), empty);
    expect(found).toHaveLength(14);
    expect(found[0]?.text).toBe('other-one');
  });
});
