import { expect, test } from '@jest/globals';
import { readyModel } from '../../../core/table/ready-model';
import { scoreTrajectory } from '../../../learning/table/score';
import { ScoreSheet } from '../../../learning/table/score-sheet';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { libraryRun } from './support/made-up-runs';

const runs = Array.from({ length: 12 }, (_unused, task) => trainingRun(libraryRun(task)));

test('scoreTrajectory: a call is among the k likeliest however unlikely it was that the turn calls at all', () => {
  const model = train({ runs });
  // A curve that believes in nothing: ranks stay, probabilities do not.
  const doubtful = {
    ...model,
    calibration: {
      ...model.calibration,
      turn: [
        [0, 0],
        [1, 0.0005],
      ] as [number, number][],
    },
  };
  const exact = [model, doubtful].map((table) => {
    const sheet = new ScoreSheet(0.3);
    for (let task = 50; task < 55; task += 1)
      scoreTrajectory(readyModel(table), libraryRun(task), sheet, () => 0);
    return sheet.scores()[0]?.exact3;
  });
  expect(exact[0]).toBeGreaterThan(0);
  expect(exact[1]).toBe(exact[0]);
});
