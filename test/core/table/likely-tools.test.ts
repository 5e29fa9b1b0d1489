import { describe, expect, test } from '@jest/globals';
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

/** The tools looked into when words are likely, and every tool has this logarithm of its probability. */
function sought(tools: readonly { name: string; readOnly?: boolean }[], each: number): string[] {
  const model = modelFor(ready, tools);
  const scores = { all: new Float64Array(tools.length + 2), course: new Float64Array(tools.length + 2) };
  scores.all.fill(each);
  scores.course.fill(each);
  return likelyTools(model, indexOf(asked), tools, scores)
    .filter((tool) => tool.sought)
    .map(({ name }) => name);
}

/** Less likely than tools have to be, but not beyond what is asked of the first few. */
const SELDOM = -4.6;
const ALL_BUT_NEVER = -9;

describe('likelyTools', () => {
  test('the agent will probably speak → those that only read, not those that write', () => {
    const reading = others().flatMap(({ name, readOnly }) => (readOnly ? [name] : []));
    expect(sought(others(), SELDOM)).toEqual(reading);
  });

  test('nobody knows which tools read → the likeliest two', () => {
    expect(
      sought(
        others().map(({ name }) => ({ name })),
        SELDOM,
      ),
    ).toEqual(['weigh_0', 'paint_1']);
  });

  test('the agent will probably speak, and its tools write → none, though no other is likelier', () => {
    const known = ['find_card', 'find_loan'];
    expect(
      sought(
        known.map((name) => ({ name, readOnly: false })),
        SELDOM,
      ),
    ).toEqual([]);
    expect(
      sought(
        known.map((name) => ({ name })),
        SELDOM,
      ),
    ).toEqual(known);
  });

  test('the agent will all but certainly speak → no tool at all', () => {
    expect(sought(others(), ALL_BUT_NEVER)).toEqual([]);
  });
});
