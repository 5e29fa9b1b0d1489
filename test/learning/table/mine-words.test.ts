import { describe, expect, test } from '@jest/globals';
import { mineTasks } from '../../../learning/table/mine-tasks';
import {
  isPhrase,
  noteTask,
  rememberedModel,
  vocabularyModel,
  type ByTask,
} from '../../../learning/table/mine-words';

describe('what results speak of', () => {
  test('names of fields count from one task on, words in them from two', () => {
    const names: ByTask = new Map();
    const words: ByTask = new Map();
    noteTask(names, 'size', 'a');
    for (const task of ['a', 'b']) noteTask(words, 'harbour', task);
    noteTask(words, 'meadow', 'a');
    noteTask(words, 'meadow', 'a');
    expect(vocabularyModel(names, words)).toEqual({ names: ['size'], words: ['harbour'] });
  });
});

describe('remembered texts', () => {
  const callsOf = new Map([
    ['a', 10],
    ['b', 4],
  ]);
  const remembered = (texts: Record<string, Record<string, number>>, constants: string[] = []) =>
    rememberedModel(
      new Map(Object.entries(texts).map(([task, counts]) => [task, new Map(Object.entries(counts))])),
      callsOf,
      new Set(constants),
    ).remembered;

  test('chosen once, or a constant anyway → not remembered', () => {
    expect(remembered({ a: { 'roof plans': 1, 'old fence': 5 } }, ['old fence'])).toBeUndefined();
  });

  test('chosen in two tasks → as in the one that chose it more', () => {
    expect(remembered({ a: { 'roof plans': 3 }, b: { 'roof plans': 2 } })).toEqual([['roof plans', 2, 4]]);
  });

  test('numbers and single words are no phrases', () => {
    expect(['12 + 3', 'roof', '12 roofs', 'roof plans'].map(isPhrase)).toEqual([false, false, false, true]);
  });
});

describe('mineTasks', () => {
  const turn = (features: string[], action: string, event: string) => ({
    features,
    action,
    sequences: ['x', 'y', event, ''],
    calls: [],
    vocabulary: [],
  });
  const classes = new Map([
    ['look', 0],
    ['<final>', 1],
  ]);

  test('two runs of a task → its words once, what followed which event added up', () => {
    const runs = [1, 2].map(() => ({
      task: 'a',
      turns: [turn(['1', 'w roof', 'w roof plan', 'w the'], 'look', 'U'), turn([], '<final>', 'look:ok')],
    }));
    expect(mineTasks(runs, classes)).toEqual([{ stems: ['roof'], after: { U: [0, 2], 'look:ok': [1, 2] } }]);
  });

  test('the agent speaks first → no task to compare with', () => {
    expect(mineTasks([{ task: 'a', turns: [turn(['1'], 'look', '^')] }], classes)).toEqual([]);
  });
});
