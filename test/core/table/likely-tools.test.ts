import { describe, expect, test } from '@jest/globals';
import { emptyContext, extend, indexOf } from '../../../core/table/context';
import { likelyTools } from '../../../core/table/likely-tools';
import { modelFor, readyModel } from '../../../core/table/ready-model';
import { toolList } from '../../../core/table/tool-list';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import type { Trajectory } from '../../../learning/table/trajectory';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const runs = Array.from({ length: 12 }, (_unused, task) => trainingRun(withOthers(libraryRun(task))));
const ready = readyModel(train({ runs }));
const says = (role: 'user' | 'assistant', text: string) => ({ role, text, calls: [] });
const asked = extend(emptyContext(), says('user', 'And now?'));
const askedAgain = [says('assistant', 'So?'), says('user', 'What else?')].reduce(extend, asked);

/** The run of an agent that had those tools too. */
function withOthers(trajectory: Trajectory): Trajectory {
  return { ...trajectory, tools: [...trajectory.tools, ...others()] };
}

/** A model of runs that call each of these tools once, without arguments. */
function runsWithCounts(tools: Trajectory['tools']) {
  const told = Array.from({ length: 12 }, (_unused, task): Trajectory => {
    const calls = tools.map(({ name }) => ({
      role: 'assistant' as const,
      text: '',
      calls: [{ tool: name, arguments: {} }],
    }));
    const messages = calls.flatMap((call) => [call, { role: 'tool' as const, text: `${task}`, calls: [] }]);
    return {
      domain: 'counts',
      task: `counts:${task}`,
      tools,
      messages: [says('user', 'Count them.'), ...messages],
    };
  });
  return readyModel(train({ runs: told.map(trainingRun) }));
}

/** Tools that no run ever called, half of them writing. */
function others() {
  return Array.from({ length: 12 }, (_unused, at) => ({
    name: `${at % 2 === 0 ? 'weigh' : 'paint'}_${at}`,
    readOnly: at % 2 === 0,
  }));
}

/** The tools looked into when words are likely, and every tool has this logarithm of its probability. */
function sought(
  tools: readonly { name: string; readOnly?: boolean }[],
  each: number,
  { from = ready, context = asked } = {},
): string[] {
  const model = modelFor(from, tools);
  const scores = { all: new Float64Array(tools.length + 2), course: new Float64Array(tools.length + 2) };
  scores.all.fill(each);
  scores.course.fill(each);
  return likelyTools(toolList(model, tools), indexOf(context), tools, scores)
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

  test('of tools that only read and take nothing, three are looked into beside the likely ones', () => {
    const bare = Array.from({ length: 9 }, (_unused, at) => ({ name: `count_${at}`, readOnly: true }));
    const later = { from: runsWithCounts(bare), context: askedAgain };
    expect(sought(bare, SELDOM, later)).toHaveLength(5 + 3);
    const untold = bare.map(({ name }) => ({ name }));
    expect(sought(untold, SELDOM, later)).toHaveLength(5);
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
