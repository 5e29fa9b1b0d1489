import { describe, expect, test } from '@jest/globals';
import { playedRun, timeRun } from '../../../bench/predictors/timing/time-run';
import { predictionTimes } from '../../../bench/predictors/timing/times';
import type { Predictor } from '../../../predictors/predictor';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const NO_USAGE = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 };

describe('timeRun', () => {
  test('timeRun: a recorded run → one question a turn, with all messages before it and the run’s own tools', async () => {
    const asked: Parameters<Predictor['predict']>[0][] = [];
    const predictor: Predictor = {
      name: 'recorder',
      predict: (input) => {
        asked.push(input);
        return Promise.resolve({ guesses: [], usage: NO_USAGE });
      },
    };
    const trajectory = libraryRun(3);
    const turns = trajectory.messages.flatMap(({ role }, at) => (role === 'assistant' ? [at] : []));
    const micros = await timeRun(predictor, playedRun(trajectory));
    expect(micros).toHaveLength(turns.length);
    expect(asked.map(({ params }) => params.length)).toEqual(turns);
    expect(asked.at(-1)?.params.map(({ role }) => role)).toEqual(
      trajectory.messages.slice(0, turns.at(-1)).map(({ role }) => role),
    );
    const names = trajectory.tools.map(({ name }) => name);
    expect(
      asked
        .at(-1)
        ?.toolset.list()
        .map(({ name }) => name),
    ).toEqual(names);
  });
});

describe('predictionTimes', () => {
  test('predictionTimes: turns that went through twice → each time by itself, and of each turn the least', () => {
    const times = predictionTimes([
      [900, 100, 300],
      [200, 700, 400],
    ]);
    expect(times.turns).toBe(3);
    expect(times.passes.map(({ median }) => median)).toEqual([300, 400]);
    expect(times.least.median).toBe(200);
    expect(times.least.p99).toBeLessThanOrEqual(300);
  });
});
