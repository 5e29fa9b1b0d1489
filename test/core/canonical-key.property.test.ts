import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../contracts/json';
import { canonicalKey, normaliseStrings } from '../../core/canonical-key';

const key = (args: JsonObject): string => canonicalKey('look', normaliseStrings(args));

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const names = fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name !== '__proto__');
const args = fc.dictionary(names, json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;

const reordered = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reordered(inner)]),
  );
};

const padded = (value: Json): Json => {
  if (typeof value === 'string') return ` \n${value.normalize('NFD')}\t `;
  if (Array.isArray(value)) return value.map(padded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, padded(inner)]));
};

describe('canonical key', () => {
  it('any order of names, Unicode form and white space around texts → the same key', () => {
    fc.assert(
      fc.property(args, (value) => {
        expect(key(reordered(value) as JsonObject)).toBe(key(value));
        expect(key(padded(value) as JsonObject)).toBe(key(value));
        expect(normaliseStrings(normaliseStrings(value))).toEqual(normaliseStrings(value));
      }),
    );
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['true and its text', { a: true }, { a: 'true' }],
    ['null and absence', { a: null }, {}],
    ['empty text and absence', { a: '' }, {}],
    ['one value and a list of it', { a: 'x' }, { a: ['x'] }],
    ['lists in another order', { a: [1, 2] }, { a: [2, 1] }],
    ['upper and lower case', { a: 'X' }, { a: 'x' }],
    ['white space inside', { a: 'x y' }, { a: 'x  y' }],
    ['the same text under another name', { a: 'x' }, { b: 'x' }],
    ['a nested object and its text', { a: { b: 1 } }, { a: '{"b":1}' }],
  ])('%s → different keys', (_name, left, right) => {
    expect(key(left)).not.toBe(key(right));
  });

  it('the same arguments of another tool → different keys', () => {
    fc.assert(
      fc.property(args, (value) => {
        expect(canonicalKey('look', value)).not.toBe(canonicalKey('compute', value));
      }),
    );
  });
});
