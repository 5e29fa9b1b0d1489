import { describe, expect, test } from '@jest/globals';
import { neighboursOf, readyTasks } from '../../../core/table/neighbours';
import { saidWords } from '../../../core/table/stems';
import { contentStems, stemsSaid, vocabularyOf } from '../../../core/table/vocabulary';

const tasks = readyTasks([
  { stems: ['garden', 'fenc', 'paint'], after: { U: [0, 3, 1, 1] } },
  { stems: ['garden', 'roof'], after: { U: [1, 2] } },
  { stems: ['letter', 'stamp'], after: {} },
]);

describe('neighboursOf', () => {
  test('the task with the same words comes first, one with none of them not at all', () => {
    const found = neighboursOf(tasks, saidWords('Paint the garden fences!', 9));
    expect(found.map(({ task }) => tasks.tasks.indexOf(task))).toEqual([0, 1]);
    expect(found[0]?.alike).toBeCloseTo(1);
    expect(found[1]?.alike ?? 1).toBeLessThan(0.4);
  });

  test('words that nobody said, or none → no neighbours', () => {
    expect(neighboursOf(tasks, saidWords('submarine', 9))).toEqual([]);
    expect(neighboursOf(tasks, [])).toEqual([]);
  });

  test('words that no task says make the others less alike', () => {
    const few = neighboursOf(tasks, saidWords('garden roof', 9))[0]?.alike ?? 0;
    const more = neighboursOf(tasks, saidWords('garden roof submarine captain', 9))[0]?.alike ?? 0;
    expect(more).toBeLessThan(few);
  });
});

describe('vocabulary', () => {
  test('stop words and scraps say nothing; endings do not count', () => {
    expect([...contentStems(['the', 'scheduled', 'schedules', 'of', 'ab'])]).toEqual(['schedul']);
    const words = saidWords('roofs', 9);
    expect(stemsSaid(words)).toBe(stemsSaid(words));
  });

  test('which tools know a stem', () => {
    const { tools, toolsOf } = vocabularyOf([
      ['list', ['size', 'name']],
      ['read', ['name']],
      ['mute', []],
    ]);
    expect(tools).toBe(2);
    expect(toolsOf.get('name')).toEqual(['list', 'read']);
    expect(toolsOf.get('colour')).toBeUndefined();
  });
});
