import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyContext, extend, type RunContext } from '../../../core/table/context';
import type { TableMessage } from '../../../core/table/message';
import { predict } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { transform, viaOf } from '../../../core/table/transforms';
import { partsOf, wrapOf, wrapped } from '../../../core/table/wraps';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { orchardRun } from '../../learning/table/support/orchard-runs';

describe('a text between constant pieces', () => {
  test.each([
    ['apollo', '/projects/apollo/summary.json', 'wrap:/projects/\n/summary.json'],
    ['/projects/apollo', '/projects/apollo/summary.json', 'wrap:\n/summary.json'],
    ['apollo', 'apollo/apollo.txt', 'wrap:\n/\n.txt'],
    ['Mira', 'https://intra.example/people/mira', 'wrap-lower:https://intra.example/people/\n'],
    ['a$&b', 'x-a$&b', 'wrap:x-\n'],
  ])('%s in %s → the wrapping, which makes it again', (from, wanted, via) => {
    expect(wrapOf(from, wanted)).toBe(via);
    expect(viaOf(from, wanted, undefined)).toBe(via);
    expect(transform(via, from, undefined)).toBe(wanted);
  });

  test.each([
    ['within a word', 'pol', '/projects/apollo'],
    ['too short', 'ab', '/ab/c'],
    ['the whole text', 'apollo', 'apollo'],
    ['not there', 'gemini', '/projects/apollo'],
    ['a sentence', 'apollo', 'tell me of apollo'],
    ['words', 'the apollo', '/the apollo/'],
    ['very long', 'apollo', `/apollo/${'x'.repeat(200)}`],
  ])('%s → no wrapping', (_name, from, wanted) => expect(wrapOf(from, wanted)).toBeUndefined());

  test('any part that can be wrapped is among those looked up, whatever its case was', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{3,8}$/);
    fc.assert(
      fc.property(word, word, fc.constantFrom('/', '-', '_', '.'), (before, part, sign) => {
        fc.pre(!before.toLowerCase().includes(part.toLowerCase()));
        const wanted = `${before}${sign}${part}`;
        const via = wrapOf(part, wanted);
        expect(via).toBe(`wrap:${before}${sign}\n`);
        expect(wrapped(via ?? '', part)).toBe(wanted);
        expect(partsOf(wanted)).toContain(part);
      }),
    );
    expect(partsOf('/people/mira.txt')).toEqual(expect.arrayContaining(['Mira', 'MIRA', 'mira.txt']));
  });
});

describe('learned from runs', () => {
  const runs = Array.from({ length: 12 }, (_unused, task) => trainingRun(orchardRun(task)));
  const model = train({ runs });
  const { messages, tools } = orchardRun(40);
  const guess = (count: number) => {
    const context = messages
      .slice(0, count)
      .reduce((run: RunContext, message: TableMessage) => extend(run, message), emptyContext());
    return predict(readyModel(model), context, { topK: 3, tools })[0];
  };

  test('a file named after what the user said, and one named after what that file said → both are guessed', () => {
    expect(guess(1)?.calls[0]?.arguments).toEqual({ path: '/orchards/plum40/state.json' });
    expect(guess(3)?.calls[0]?.arguments).toEqual({ path: '/keepers/keeper4007.txt' });
  });

  test('a wrapping that made one text only is that text, and is not learned', () => {
    const wraps = model.tools.read?.arguments.path?.sources.filter(([, via]) => via.startsWith('wrap'));
    expect(wraps?.length).toBeGreaterThan(0);
    expect(JSON.stringify(wraps)).not.toContain('rules');
  });
});
