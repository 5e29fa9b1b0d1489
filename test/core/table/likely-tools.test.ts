import { describe, expect, test } from '@jest/globals';
import { actionScores, openActions } from '../../../core/table/actions';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import { likelyTools } from '../../../core/table/likely-tools';
import { modelFor, readyModel } from '../../../core/table/ready-model';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import type { Trajectory } from '../../../learning/table/trajectory';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const runs = Array.from({ length: 12 }, (_unused, task) => trainingRun(withOthers(libraryRun(task))));
const ready = readyModel(train({ runs }));
const asked = extend(emptyContext(), { role: 'user', text: 'And now?', calls: [] });

/** The run of an agent that had those tools too. */
function withOthers(trajectory: Trajectory): Trajectory {
  return { ...trajectory, tools: [...trajectory.tools, ...others()] };
}

/** Tools that no run ever called, half of them writing. */
function others() {
  return Array.from({ length: 12 }, (_unused, at) => ({
    name: `${at % 2 === 0 ? 'weigh' : 'paint'}_${at}`,
    readOnly: at % 2 === 0,
  }));
}

/** The tools looked into when nothing but words is likely. */
function sought(tools: readonly { name: string; readOnly?: boolean }[]): string[] {
  const model = modelFor(ready, tools);
  const index = indexOf(asked);
  const scores = actionScores(model, index, openActions(tools), () => 0);
  // Words are all but certain; the tools keep their order.
  const sure = { all: scores.all.map((score) => score - 9), course: scores.course.map((score) => score - 9) };
  return likelyTools(model, index, tools, sure)
    .filter((tool) => tool.sought)
    .map(({ name }) => name);
}

describe('likelyTools', () => {
  test('the agent will speak → the likeliest two, and three that only read', () => {
    const found = sought(others());
    expect(found.filter((name) => name.startsWith('weigh')).length).toBeGreaterThanOrEqual(3);
    expect(found.filter((name) => name.startsWith('paint')).length).toBeLessThanOrEqual(2);
  });

  test('nobody knows which tools read → the likeliest two', () => {
    expect(sought(others().map(({ name }) => ({ name })))).toHaveLength(2);
  });

  test('the agent will speak, and its tools write → none of those it knows, though no other is likelier', () => {
    const known = ['find_card', 'find_loan'];
    expect(sought(known.map((name) => ({ name, readOnly: false })))).toEqual([]);
    expect(sought(known.map((name) => ({ name })))).toHaveLength(2);
  });
});
