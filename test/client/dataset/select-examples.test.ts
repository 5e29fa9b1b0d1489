import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ForerunError } from '../../../contracts/errors';
import { exampleName, type DatasetEntry } from '../../../client/dataset/example';
import { selectExamples, type Selection } from '../../../client/dataset/select-examples';

const usable = (level: string, index: number): DatasetEntry => ({
  kind: 'example',
  example: {
    id: exampleName(index),
    level,
    taskId: `t${level}-${index}`,
    question: 'q',
    files: [],
    origin: 'test',
  },
});

const broken = (level: string, index: number): DatasetEntry => ({
  kind: 'problem',
  problem: {
    id: exampleName(index),
    level,
    origin: 'test',
    error: new ForerunError({ code: 'example_malformed', blame: 'user', message: 'broken' }),
  },
});

/** Level 1 with five entries, the third broken; level 2 with three; in a wrong order. */
const ENTRIES = [
  ...[2, 1, 0].map((index) => usable('2', index)),
  ...[4, 0, 1, 3].map((index) => usable('1', index)),
  broken('1', 2),
];

const select = (selection: Selection): { examples: string[]; problems: string[] } => {
  const { examples, problems } = selectExamples(ENTRIES, selection);
  return {
    examples: examples.map(({ taskId }) => taskId),
    problems: problems.map(({ level, id }) => `${level}/${id}`),
  };
};

describe('selectExamples', () => {
  it.each<[string, Selection, string[], string[]]>([
    ['nothing', {}, ['t1-0', 't1-1', 't1-3', 't1-4', 't2-0', 't2-1', 't2-2'], ['1/example_002']],
    ['level', { level: '2' }, ['t2-0', 't2-1', 't2-2'], []],
    [
      'start inclusive, end exclusive, broken ones keep places',
      { level: '1', start: 1, end: 4 },
      ['t1-1', 't1-3'],
      ['1/example_002'],
    ],
    ['places within each level', { start: 1, end: 2 }, ['t1-1', 't2-1'], []],
    ['start beyond the end', { level: '2', start: 9 }, [], []],
    ['equal start and end', { start: 1, end: 1 }, [], []],
    ['max counts last', { start: 1, max: 3 }, ['t1-1', 't1-3', 't1-4'], ['1/example_002']],
    ['max: what is broken beyond it is not told', { level: '1', max: 2 }, ['t1-0', 't1-1'], []],
    ['max zero', { level: '2', max: 0 }, [], []],
    ['ids: task id and name', { ids: ['t2-2', 'example_000'] }, ['t1-0', 't2-0', 't2-2'], []],
    ['ids: level and name', { ids: ['level2/example_001'] }, ['t2-1'], []],
  ])('selectExamples: %s → as documented', (_name, selection, examples, problems) => {
    expect(select(selection)).toEqual({ examples, problems });
  });

  it.each<[Selection, string]>([
    [{ start: -1 }, '--start is -1'],
    [{ max: 1.5 }, '--max is 1.5'],
    [{ end: Number.NaN }, '--end is NaN'],
    [{ start: 3, end: 2 }, '--end 2 lies before --start 3'],
  ])('selectExamples: %j → bad_selection', (selection, message) => {
    expect(() => select(selection)).toThrow(
      expect.objectContaining({
        code: 'bad_selection',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('selectExamples: ids that are not there → unknown_example, naming them', () => {
    expect(() => select({ ids: ['t1-0', 'nope'] })).toThrow(
      expect.objectContaining({
        code: 'unknown_example',
        message: expect.stringContaining('nope'),
      }),
    );
  });

  it('selectExamples: consecutive windows → cover every example once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (width) => {
        const windows = [0, 1, 2, 3, 4, 5].map((index) => ({
          start: index * width,
          end: (index + 1) * width,
        }));
        const found = windows.flatMap((window) => select(window).examples);
        expect([...found].sort()).toEqual(select({}).examples);
      }),
    );
  });
});
