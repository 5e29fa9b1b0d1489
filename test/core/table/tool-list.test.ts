import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ASK, FINAL, followedBy, sequenceKeys } from '../../../core/table/actions';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import { neighboursOf, neighbourShares, readyTasks } from '../../../core/table/neighbours';
import { bestPlaces } from '../../../core/table/order';
import { readyModel } from '../../../core/table/ready-model';
import { saidWords } from '../../../core/table/stems';
import { toolList } from '../../../core/table/tool-list';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const trajectory = libraryRun(3);
const table = train({ runs: Array.from({ length: 8 }, (_unused, task) => trainingRun(libraryRun(task))) });
const model = readyModel(table);

describe('toolList', () => {
  const tools = [...trajectory.tools, { name: 'shelve_book' }];

  test('classes of what the agent can do, the tools first; -1 for a tool never seen', () => {
    const { classes, known, reads } = toolList(model, tools);
    const names = [...tools.map(({ name }) => name), ASK, FINAL];
    expect([...classes]).toEqual(names.map((name) => model.classes.get(name) ?? -1));
    expect(classes[3]).toBe(-1);
    expect(known).toBe([...classes.slice(0, 4)].filter((at) => at >= 0).length / 4);
    expect(reads).toEqual([true, true, false, false]);
  });

  test('the same list and model → told once; another model → told anew', () => {
    expect(toolList(model, tools)).toBe(toolList(model, tools));
    const other = readyModel({ ...table, actions: { ...table.actions, classes: [] } });
    expect([...toolList(other, tools).classes]).toEqual([-1, -1, -1, -1, -1, -1]);
    expect(toolList(model, tools).known).toBeGreaterThan(0);
  });
});

describe('shares after events', () => {
  test('followedBy: each moment of a run → what backing off action by action gives', () => {
    const list = toolList(
      model,
      [...model.classes.keys()].map((name) => ({ name })),
    );
    let context = emptyContext();
    for (const message of trajectory.messages) {
      const index = indexOf(context);
      const { shares, evidence } = followedBy(list, index);
      const rows = sequenceKeys(index).map((key) => table.actions.sequences[key]);
      for (const [action, at] of model.classes) {
        let share = 0;
        for (const row of rows.toReversed()) {
          if (!row) continue;
          const counts = new Map(
            row.flatMap((value, place) => (place % 2 ? [] : [[value, row[place + 1] ?? 0]])),
          );
          const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
          share = ((counts.get(at) ?? 0) + 4 * share) / (total + 4);
        }
        expect([action, shares[at]]).toEqual([action, share]);
      }
      const longest = rows.find((row) => row !== undefined) ?? [];
      expect(evidence).toBe(longest.reduce((sum, value, at) => sum + (at % 2) * value, 0));
      context = extend(context, message);
    }
  });

  test('neighbourShares: tasks that did something after the event, by how alike they are; others say nothing', () => {
    const tasks = readyTasks([
      { stems: ['garden', 'fenc'], after: { U: [0, 3, 1, 1] } },
      { stems: ['garden', 'roof'], after: { U: [1, 2], A: [0, 1] } },
      { stems: ['letter'], after: { U: [2, 5] } },
    ]);
    const words = saidWords('The fence of my garden', 9);
    const [near = 0, far = 0] = neighboursOf(tasks, words).map(({ alike }) => alike * alike);
    const { shares, evidence } = neighbourShares(tasks, words, 'U', 3);
    const all = near + far + 0.15 * 0.15;
    expect(evidence).toBeCloseTo(near + far);
    expect(shares[0]).toBeCloseTo((near * 0.75) / all);
    expect(shares[1]).toBeCloseTo((near * 0.25 + far) / all);
    expect(shares[2]).toBe(0);
    expect(neighbourShares(tasks, words, 'never', 3).evidence).toBe(0);
  });
});

test('bestPlaces: any keys, number and condition → the first of those allowed, sorted by falling key', () => {
  const keys = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(-Infinity)), { maxLength: 12 });
  fc.assert(
    fc.property(keys, fc.nat(6), fc.nat(0xfff), (list, most, mask) => {
      const mayBe = (place: number): boolean => (mask & (1 << place)) !== 0;
      const places = [...list.keys()].filter(mayBe);
      const sorted = places.toSorted((a, b) => Math.sign((list[b] ?? 0) - (list[a] ?? 0) || 0) || a - b);
      expect(bestPlaces(list, most, mayBe)).toEqual(sorted.slice(0, most));
    }),
  );
});
