import { describe, expect, test } from '@jest/globals';
import { constantsOf, rememberedOf } from '../../../core/table/argument-views';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import type { ReadyArgument } from '../../../core/table/ready-model';
import { offeredText } from '../../../core/table/views';

const argument: ReadyArgument = {
  count: 10,
  types: { string: 10, number: 0, boolean: 0 },
  sources: [],
  shapes: new Map(),
  constants: [{ text: 'B-1734', share: 0.25 }],
  remembered: [{ text: 'garden fence', share: 0.2, stems: ['garden', 'fenc'] }],
  habits: new Map([['tidy', { total: 8, counts: new Map([[0, 8]]) }]]),
  before: new Map(),
  foreign: [],
};
const says = (text: string) => ({ role: 'user' as const, text, calls: [] });

describe('what is offered for an argument', () => {
  test('constants: found once a run, with the share that the acting model gives them', () => {
    const index = indexOf(emptyContext('tidy'));
    const [constant] = constantsOf(index, argument);
    expect(constant?.habit).toBeCloseTo(0.85);
    expect(constantsOf(index, argument)[0]).toBe(constant);
  });

  test('a constant that the run says later → the same text with what the run knows of it', () => {
    const context = emptyContext('tidy');
    const before = constantsOf(indexOf(context), argument)[0]?.offered;
    expect(before?.known).toBeUndefined();
    const index = indexOf(extend(context, says('Is it B-1734?')));
    const after = offeredText(index, 'B-1734');
    expect(after).toBe(before);
    expect(after.known?.occurrences).toHaveLength(1);
    expect(constantsOf(index, argument)[0]?.offered).toBe(after);
  });

  test('what tasks made of words: only as long as the user has just said them all', () => {
    const asked = extend(emptyContext(), says('Paint the fence in the garden.'));
    expect(rememberedOf(indexOf(asked), argument).map(({ offered }) => offered.text)).toEqual([
      'garden fence',
    ]);
    const next = extend(asked, says('And the garden gate.'));
    expect(rememberedOf(indexOf(next), argument)).toEqual([]);
  });
});
