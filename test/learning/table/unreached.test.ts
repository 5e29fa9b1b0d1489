import { describe, expect, test } from '@jest/globals';
import { emptyContext, extend } from '../../../core/table/context';
import { rankTurns } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { unreachedTools } from '../../../learning/table/unreached';
import { libraryRun, unpredictableRun } from './support/made-up-runs';

const note = (task: string, reach: Record<string, [calls: number, reached: number]>) => ({
  spelled: [],
  hits: [],
  calls: [],
  made: new Set<string>(),
  toolOf: new Map<string, string>(),
  task,
  reach: new Map(Object.entries(reach).map(([tool, [calls, reached]]) => [tool, { calls, reached }])),
});
const tasks = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('unreachedTools', () => {
  test('calls of which none was spelled out, in many tasks → named; those of which some were are not', () => {
    const notes = tasks.map((task) => note(task, { write_letter: [8, 0], get_letter: [8, 2] }));
    expect(unreachedTools([...notes, undefined])).toEqual(['write_letter']);
  });

  test('few calls, or many of few tasks → too little to say', () => {
    expect(unreachedTools(tasks.map((task) => note(task, { write_letter: [3, 0] })))).toEqual([]);
    expect(unreachedTools([note('a', { write_letter: [90, 0] })])).toEqual([]);
  });
});

describe('train', () => {
  const learned = train({
    runs: Array.from({ length: 24 }, (_unused, task) => [unpredictableRun(task), libraryRun(task)])
      .flat()
      .map(trainingRun),
  });

  test('a tool whose commands nobody could foresee → beyond reach; those whose arguments stand in the run are not', () => {
    expect(learned.unreached).toEqual(['shell']);
  });

  test('a tool beyond reach → its calls are not spelled out, and it is still likely to come next', () => {
    const run = unpredictableRun(70);
    const context = run.messages.slice(0, 3).reduce(extend, emptyContext());
    const turns = rankTurns(readyModel(learned), context, run.tools);
    expect(turns.filter(({ calls }) => calls.length > 0)).toEqual([]);
    const likeliest = turns.reduce((best, turn) => (turn.probability > best.probability ? turn : best));
    expect(likeliest).toMatchObject({ kind: 'rest', tool: 'shell' });
  });
});
