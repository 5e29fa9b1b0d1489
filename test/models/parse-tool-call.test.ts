import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../core/canonical-json';
import { parseToolArguments } from '../../models/parse-tool-call';

describe('parse tool call', () => {
  it.each([
    ['', {}],
    ['  \n', {}],
    ['{}', {}],
    ['""', {}],
    ['{"query": "x", "k": [1, {"a": null}]}', { query: 'x', k: [1, { a: null }] }],
    ['"{\\"query\\": \\"x\\"}"', { query: 'x' }],
  ])('%j → an object', (text, expected) => {
    expect(parseToolArguments(text)).toEqual({ ok: true, arguments: expected });
  });

  it.each([
    ['{"query": "x"', 'broken_arguments'],
    ["{'query': 'x'}", 'broken_arguments'],
    ['query=x', 'broken_arguments'],
    ['{"query": "x"}</tool_call>', 'broken_arguments'],
    ['{"a": 1}{"b": 2}', 'broken_arguments'],
    ['{"a": 1e999}', 'broken_arguments'],
    ['[1, 2]', 'arguments_not_an_object'],
    ['[]', 'arguments_not_an_object'],
    ['null', 'arguments_not_an_object'],
    ['42', 'arguments_not_an_object'],
    ['true', 'arguments_not_an_object'],
    ['"just text"', 'arguments_not_an_object'],
    ['"[1]"', 'arguments_not_an_object'],
  ])('%j → %s', (text, code) => {
    expect(parseToolArguments(text)).toMatchObject({ ok: false, code, received: text });
  });

  it.each([
    '{"id": 9007199254740993}',
    '{"ids": [1, {"id": -12345678901234567891}]}',
    '{"text": "a \\" 1", "id": 1745678901234567891}',
    '"{\\"id\\": 9007199254740993}"',
  ])('%s → broken: the id would turn into another one', (text) => {
    expect(parseToolArguments(text)).toMatchObject({
      ok: false,
      code: 'broken_arguments',
      message: expect.stringContaining('in quotes'),
    });
  });

  it.each([
    ['{"id": 9007199254740992}', 2 ** 53],
    ['{"id": 100000000000000000000000}', 1e23],
    ['{"id": 1e300}', 1e300],
    ['{"id": 0.12345678901234567890}', 0.12345678901234568],
    ['{"id": "9007199254740993"}', '9007199254740993'],
    ['{"id": "\\"9007199254740993"}', '"9007199254740993'],
  ])('%s → taken', (text, id) => {
    expect(parseToolArguments(text)).toEqual({ ok: true, arguments: { id } });
  });

  it('nesting that would overflow the stack of others → broken', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const parsed = parseToolArguments(deep);
    expect(parsed).toMatchObject({ ok: false, code: 'broken_arguments' });
    expect(parsed.ok ? '' : parsed.received.length).toBeLessThan(300);
  });

  it('any text → a typed result, and every object taken has a canonical form', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => JSON.stringify(json)),
        ),
        (text) => {
          const parsed = parseToolArguments(text);
          if (parsed.ok) canonicalJson(parsed.arguments);
          else expect(parsed.message).not.toBe('');
        },
      ),
    );
  });

  it('any object, encoded once or twice → itself', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), fc.boolean(), (value, twice) => {
        const text = JSON.stringify(value);
        const expected: unknown = JSON.parse(text);
        const parsed = parseToolArguments(twice ? JSON.stringify(text) : text);
        expect(parsed).toEqual({ ok: true, arguments: expected });
      }),
    );
  });
});
