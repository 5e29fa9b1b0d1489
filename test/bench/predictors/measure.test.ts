import { describe, expect, test } from '@jest/globals';
import type { LoadedRun } from '../../../bench/predictors/load-runs';
import { drawn, foldSplits } from '../../../bench/predictors/measure';
import { boost, type BoostOptions } from '../../../learning/table/boost';
import { RowBuilder } from '../../../learning/table/row-groups';
import { trainingRun } from '../../../learning/table/training-run';
import { libraryRun } from '../../learning/table/support/made-up-runs';

const runs: LoadedRun[] = Array.from({ length: 12 }, (_unused, task) => ({
  ...trainingRun(libraryRun(task)),
  part: 'train',
}));
const tasksOf = (list: readonly LoadedRun[]): Set<string> =>
  new Set(list.map(({ trajectory }) => trajectory.task));

describe('foldSplits', () => {
  test('foldSplits: each task is scored once, by a model that was not learned from it', () => {
    const splits = foldSplits(runs, 3);
    expect(splits.flatMap(({ score }) => [...tasksOf(score)]).sort()).toEqual([...tasksOf(runs)].sort());
    for (const { learn, score } of splits)
      expect([...tasksOf(score)].filter((task) => tasksOf(learn).has(task))).toEqual([]);
  });
});

describe('drawn', () => {
  test('drawn: all splits once a draw, those of a draw with one seed', () => {
    const seeds = drawn(foldSplits(runs, 2), 3).map(({ seed }) => seed);
    expect(seeds).toHaveLength(6);
    expect(seeds[0]).toBe(seeds[1]);
    expect(new Set(seeds).size).toBe(3);
  });

  test('a forest grown with another seed → other trees; with the same one → the same', () => {
    const rows = new RowBuilder(3);
    for (let group = 0; group < 60; group += 1) {
      const at = group % 7;
      rows.add(Float64Array.of(at, -at, 1, 3, 7 - at, 2), 2, at > 3 ? [1, 0] : [0, 1], 1);
    }
    const options: BoostOptions = { trees: 6, depth: 2, rate: 0.3, leaf: 1, lambda: 1, sample: 0.5 };
    const grown = (seed?: number) =>
      boost(rows.build(), ['a', 'b', 'c'], { ...options, ...(seed === undefined ? {} : { seed }) });
    expect(grown(12)).toEqual(grown(12));
    expect(grown(12)).not.toEqual(grown(13));
    expect(grown(11)).toEqual(grown());
  });
});
