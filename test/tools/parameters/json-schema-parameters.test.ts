import { describe, expect, it } from '@jest/globals';
import { jsonSchemaParameters } from '../../../tools/parameters/json-schema-parameters';

const FIND = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Where' },
    limit: { type: 'integer', minimum: 1, default: 10 },
    on: { type: 'string', format: 'date' },
    kind: { enum: ['file', 'folder'] },
  },
  required: ['path'],
  additionalProperties: false,
};

const messageOf = (schema: unknown, args: unknown): string => {
  const parsed = jsonSchemaParameters('srv__find', schema).parse(args);
  return parsed.ok ? 'ok' : parsed.message;
};

describe('parameters as JSON Schema', () => {
  it('arguments that match → the same object, nothing filled in or converted', () => {
    const args = { path: ' a ', on: '2024-02-29' };
    const parsed = jsonSchemaParameters('srv__find', FIND).parse(args);
    expect(parsed).toEqual({ ok: true, arguments: { path: ' a ', on: '2024-02-29' } });
    expect(parsed.ok && parsed.arguments).toBe(args);
  });

  it.each([
    [{}, "✖ must have required property 'path'"],
    [{ path: 1 }, '✖ must be string\n  → at path'],
    [{ path: 'a', limit: '5' }, '✖ must be integer\n  → at limit'],
    [{ path: 'a', deep: 1 }, '✖ Unrecognized key: "deep"'],
    [{ path: 'a', kind: 'x' }, '✖ must be one of ["file","folder"]\n  → at kind'],
    [{ path: 'a', on: '2023-02-29' }, '✖ must match format "date"\n  → at on'],
    [[], '✖ must be object'],
  ])('%j → told what is wrong and where', (args, message) => {
    expect(messageOf(FIND, args)).toBe(message);
  });

  it('several mistakes → all told at once, up to eight', () => {
    expect(messageOf(FIND, { limit: 0, deep: 1 }).split('✖')).toHaveLength(4);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, index]));
    expect(messageOf(FIND, { path: 'a', ...many }).split('✖')).toHaveLength(9);
  });

  it('what a model is shown → the schema without its dialect, the same object each time', () => {
    const parameters = jsonSchemaParameters('srv__find', FIND);
    const { $schema: _, ...rest } = FIND;
    expect(parameters.jsonSchema()).toEqual(rest);
    expect(parameters.jsonSchema()).toBe(parameters.jsonSchema());
  });

  it('no type → an object; anything goes that the schema does not forbid', () => {
    const parameters = jsonSchemaParameters('srv__ping', {});
    expect(parameters.jsonSchema()).toEqual({ type: 'object', properties: {} });
    expect(parameters.parse({ any: 1 })).toEqual({ ok: true, arguments: { any: 1 } });
  });

  it('alternatives of the whole → shown as the properties that they name, checked as they were written', () => {
    const parameters = jsonSchemaParameters('srv__find', {
      type: 'object',
      properties: { deep: { type: 'boolean' } },
      oneOf: [
        { properties: { id: { type: 'string' } }, required: ['id'] },
        { properties: { name: { type: 'string' } }, required: ['name'] },
      ],
    });
    expect(parameters.jsonSchema()).toEqual({
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, deep: { type: 'boolean' } },
    });
    expect(parameters.parse({ id: 'a' }).ok).toBe(true);
    expect(parameters.parse({ id: 'a', name: 'b' }).ok).toBe(false);
  });

  it('dialects → 2020-12 by default, draft 7 where it says so', () => {
    const tuple = (key: string): object => ({
      type: 'object',
      properties: { pair: { type: 'array', [key]: [{ type: 'string' }, { type: 'number' }] } },
    });
    expect(messageOf(tuple('prefixItems'), { pair: [1, 1] })).toMatch(/must be string\n {2}→ at pair.0/);
    const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple('items') };
    expect(messageOf(draft7, { pair: [1, 1] })).toMatch(/must be string\n {2}→ at pair.0/);
  });

  it('two tools whose schemas have one $id, or refer to themselves → each its own', () => {
    const node = (type: string): object => ({
      $id: 'https://example.test/args',
      type: 'object',
      properties: { value: { type }, next: { $ref: '#' } },
    });
    expect(messageOf(node('string'), { next: { value: 1 } })).toMatch(/must be string/);
    expect(messageOf(node('number'), { next: { value: 1 } })).toBe('ok');
  });

  it.each([
    ['no object', 'a string', /it is not an object/],
    ['another type', { type: 'array' }, /its type is "array", not "object"/],
    ['a broken keyword', { type: 'object', properties: { a: { type: 'strin' } } }, /must be/],
    ['a missing reference', { type: 'object', properties: { a: { $ref: '#/$defs/none' } } }, /reference/],
    ['another document', { type: 'object', properties: { a: { $ref: 'https://x.test/s' } } }, /reference/],
    ['a broken pattern', { type: 'object', properties: { a: { pattern: '(' } } }, /pattern|regular/i],
    ['too large', { type: 'object', description: 'x'.repeat(100_001) }, /at most 100000/],
  ])('%s → tool_schema_invalid, naming the tool', (_, schema, reason) => {
    expect(() => jsonSchemaParameters('srv__find', schema)).toThrow(
      expect.objectContaining({
        code: 'tool_schema_invalid',
        message: expect.stringMatching(/the schema of srv__find cannot be used: /),
      }),
    );
    expect(() => jsonSchemaParameters('srv__find', schema)).toThrow(reason);
  });

  it('a pattern that would take years on a text → left to the server, soon; one that does not match → told', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    expect(messageOf(schema, { a: `${'a'.repeat(50)}!` })).toBe('ok');
    expect(messageOf(schema, { a: 'aaaaaaaaaaaab' })).toMatch(/must match pattern/);
    expect(messageOf(schema, { a: 'b' })).toMatch(/must match pattern/);
    expect(messageOf(schema, { a: 'a'.repeat(40) })).toBe('ok');
  });
});
