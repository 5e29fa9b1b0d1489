import { describe, expect, test } from '@jest/globals';
import { playedRun, timeRun } from '../../../bench/predictors/timing/time-run';
import { predictionTimes } from '../../../bench/predictors/timing/times';
import { emptyContext } from '../../../core/table/context';
import type { TableQuestion } from '../../../predictors/table';
import { libraryRun } from '../../learning/table/support/made-up-runs';

describe('timeRun', () => {
  test('timeRun: a recorded run → one question a turn, with all messages before it and the run’s own tools', () => {
    const read: TableQuestion[] = [];
    const guessed: TableQuestion[] = [];
    const reader = {
      read: (question: TableQuestion) => {
        read.push(question);
        return emptyContext(question.actor);
      },
      guess: (_context: unknown, question: TableQuestion) => {
        guessed.push(question);
        return [];
      },
    };
    const trajectory = libraryRun(3);
    const turns = trajectory.messages.flatMap(({ role }, at) => (role === 'assistant' ? [at] : []));
    const timed = timeRun(reader, playedRun(trajectory));
    expect(timed).toHaveLength(turns.length);
    expect(guessed).toEqual(read);
    expect(read.map(({ params }) => params.length)).toEqual(turns);
    expect(read.at(-1)?.params.map(({ role }) => role)).toEqual(
      trajectory.messages.slice(0, turns.at(-1)).map(({ role }) => role),
    );
    const names = trajectory.tools.map(({ name }) => name);
    expect(
      read
        .at(-1)
        ?.toolset.list()
        .map(({ name }) => name),
    ).toEqual(names);
  });
});

describe('predictionTimes', () => {
  test('predictionTimes: turns that went through twice → each time by itself, and of each turn the least', () => {
    const timed = (micros: number[]) => micros.map((guessing) => ({ reading: 50, guessing }));
    const times = predictionTimes([timed([900, 100, 300]), timed([200, 700, 400])]);
    expect(times.turns).toBe(3);
    expect(times.passes.map(({ guessing }) => guessing.median)).toEqual([300, 400]);
    expect(times.least.guessing.median).toBe(200);
    expect(times.least.guessing.p99).toBeLessThanOrEqual(300);
    expect(times.least.whole.median).toBe(250);
  });
});
