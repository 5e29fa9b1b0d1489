import { describe, expect, test } from '@jest/globals';
import { emptyContext, indexOf } from '../../../core/table/context';
import { kinOf } from '../../../core/table/kin';
import type { ReadyArgument } from '../../../core/table/ready-model';
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
