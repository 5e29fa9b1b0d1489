import { describe, expect, test } from '@jest/globals';
import type { Forest } from '../../../contracts/table-model';
import { readyForest, scoreRows } from '../../../core/table/forest';
import { seededRandom } from '../../../core/random';
import type { BoostOptions, GroupedRows } from '../../../learning/table/boost';
import { crossed, forestFor } from '../../../learning/table/rankers';
import { NOBODYS, RowBuilder } from '../../../learning/table/row-groups';

const FEATURES = ['size', 'noise'];
const OPTIONS: BoostOptions = { trees: 20, depth: 2, rate: 0.3, leaf: 1, lambda: 1, sample: 1 };
const random = seededRandom(3);

/** Groups of two rows: most sets of tools take the larger one, the one numbered 1 the smaller. */
function rowsOf(ownersOf: readonly number[]): GroupedRows {
  const rows = new RowBuilder(FEATURES.length);
  for (const owner of ownersOf) {
    rows.owner = owner;
    const [first, second] = [random(), random()];
    const firstTaken = owner === 1 ? first < second : first > second;
    rows.add(
      Float64Array.of(first, random(), second, random()),
      2,
      [firstTaken ? 1 : 0, firstTaken ? 0 : 1],
      1,
    );
  }
  return rows.build();
}

/** By how much trees put a row of size 0.9 before one of size 0.1. */
function leadOfLarge(forest: Forest): number {
  const rows = new Float64Array(2 * FEATURES.length);
  rows.set([0.9, 0.5, 0.1, 0.5]);
  const scores = new Float64Array(2);
  scoreRows(readyForest(forest), rows, FEATURES.length, 2, scores);
  return (scores[0] as number) - (scores[1] as number);
}

const many = (owner: number, count: number): number[] => Array.from({ length: count }, () => owner);

describe('crossed', () => {
  test('a set of tools that goes another way than ten times as many others → its own trees tell', () => {
    const part = (): GroupedRows => rowsOf([...many(0, 1500), ...many(1, 150), ...many(NOBODYS, 100)]);
    const ranker = crossed([part(), part()], FEATURES, { ...OPTIONS, trees: 100, rate: 0.02 });
    expect(ranker.groups).toBe(3500);
    expect(leadOfLarge(ranker.all.shared)).toBeGreaterThan(0);
    expect(forestFor(ranker.all, NOBODYS)).toBe(ranker.all.shared);
    expect(leadOfLarge(forestFor(ranker.all, 0))).toBeGreaterThanOrEqual(leadOfLarge(ranker.all.shared));
    const own = forestFor(ranker.all, 1);
    expect(own.trees.slice(0, 100)).toEqual(ranker.all.shared.trees);
    expect(leadOfLarge(own)).toBeLessThan(leadOfLarge(ranker.all.shared));
  });

  test('few groups of a set, or one set alone → shared trees only', () => {
    const few = crossed([rowsOf([...many(0, 400), ...many(1, 40)])], FEATURES, OPTIONS);
    expect([...few.all.own.keys()]).toEqual([0]);
    const alone = crossed([rowsOf(many(0, 400))], FEATURES, OPTIONS);
    expect(alone.all.own.size).toBe(0);
    expect(forestFor(alone.all, 0)).toBe(alone.all.shared);
  });

  test('two parts → each is asked of trees that were not grown on it', () => {
    const parts = [rowsOf(many(0, 300)), rowsOf(many(1, 300))];
    const ranker = crossed(parts, FEATURES, OPTIONS);
    expect(leadOfLarge(ranker.without(1).shared)).toBeGreaterThan(0);
    expect(leadOfLarge(ranker.without(0).shared)).toBeLessThan(0);
  });
});
