import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { argumentLeaves, eachLeaf } from '../../../core/table/flatten';
import { parseResult } from '../../../core/table/parse-result';

describe('parseResult', () => {
  test.each([
    ['JSON', '{"a": [1, {"b": "x"}]}', { a: [1, { b: 'x' }] }],
    ['Python', "{'a': None, 'b': True, 'c': ('it', \"it's\")}", { a: null, b: true, c: ['it', "it's"] }],
    ['a list in YAML', '- general\n- random', ['general', 'random']],
    [
      'maps in YAML',
      '- id: 3\n  name: Ann Lee\n  tags: []\n- id: 4\n  name: Bo',
      [
        { id: 3, name: 'Ann Lee', tags: [] },
        { id: 4, name: 'Bo' },
      ],
    ],
    ['nested YAML', 'card:\n  id: c1\n  loans:\n  - L1\n  - L2', { card: { id: 'c1', loans: ['L1', 'L2'] } }],
    ['folded YAML', "body: 'one\n\n  two''s'\nread: true", { body: "one two's", read: true }],
    ['a number', '42', 42],
  ])('parseResult: %s → its values', (_name, text, value) => {
    expect(parseResult(text)).toEqual(value);
  });

  test.each(['Nothing was found.', '', 'Dear Ann, we meet at 10:00.'])(
    'parseResult: %j → no values',
    (text) => {
      expect(parseResult(text)).toBeUndefined();
    },
  );

  test('parseResult: any text → no throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseResult(text)));
  });
});

describe('argumentLeaves', () => {
  test('names that are values → leaves, and a star in the path', () => {
    expect(
      argumentLeaves({ methods: { card_12: { last: 7 } } }).map(({ path, text }) => [path, text]),
    ).toEqual([
      ['methods.*#', 'card_12'],
      ['methods.*.last', '7'],
    ]);
  });

  test('fields of one object → one record', () => {
    const [a, b, c] = argumentLeaves([{ x: 1, y: 2 }, { x: 3 }]);
    expect(a?.record).toBe(b?.record);
    expect(a?.record).not.toBe(c?.record);
    expect([a?.index, c?.index]).toEqual([0, 1]);
  });

  test('empty texts are arguments, and no values', () => {
    const args = { query: '', limit: 5, tags: [' ', 'new'] };
    const visited: string[] = [];
    eachLeaf(args, 'left out', (path, _name, text) => visited.push(`${path}=${text}`));
    expect(visited).toEqual(['limit=5', 'tags[]=new']);
    expect(argumentLeaves(args).map(({ path, text }) => `${path}=${text}`)).toEqual([
      'query=',
      'limit=5',
      'tags[]=',
      'tags[]=new',
    ]);
  });
});
