import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readyForest, scoreRows } from '../../../core/table/forest';

const WIDTH = 4;

/** A tree as rows of four numbers, as the file has it: each node's children stand anywhere behind it. */
type Grown = { leaf: number } | { feature: number; threshold: number; left: Grown; right: Grown };
const { grown } = fc.letrec<{ grown: Grown }>((tie) => ({
  grown: fc.oneof(
    { maxDepth: 6, depthSize: 'large' },
    fc.record({ leaf: fc.double({ min: -3, max: 3, noNaN: true }) }),
    fc.record({
      feature: fc.nat(WIDTH - 1),
      threshold: fc.double({ min: -2, max: 2, noNaN: true }),
      left: tie('grown'),
      right: tie('grown'),
    }),
  ),
}));

function rowsOf(tree: Grown): number[] {
  const rows: number[] = [];
  const queue: { tree: Grown; at: number }[] = [{ tree, at: 0 }];
  let placed = 1;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const own = next.tree;
    if ('leaf' in own) rows.push(-1, own.leaf, 0, 0);
    else {
      rows.push(own.feature, own.threshold, placed, placed + 1);
      queue.push({ tree: own.left, at: placed }, { tree: own.right, at: placed + 1 });
      placed += 2;
    }
  }
  return rows;
}

const walked = (tree: Grown, row: readonly number[]): number =>
  'leaf' in tree
    ? tree.leaf
    : walked((row[tree.feature] as number) <= tree.threshold ? tree.left : tree.right, row);

describe('scoreRows', () => {
  const number = fc.oneof(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.constantFrom(NaN, Infinity, -Infinity),
  );
  const row = fc.array(number, { minLength: WIDTH, maxLength: WIDTH });

  test('scoreRows: any forest and rows → for each row the sum of the leaves that a walk comes to', () => {
    fc.assert(
      fc.property(fc.array(grown, { maxLength: 5 }), fc.array(row, { maxLength: 6 }), (trees, rows) => {
        const forest = readyForest({ features: [], trees: trees.map(rowsOf) });
        const laid = Float64Array.from(rows.flat());
        const scores = new Float64Array(rows.length);
        scoreRows(forest, laid, WIDTH, rows.length, scores);
        const wanted = rows.map((own) => trees.reduce((total, tree) => total + walked(tree, own), 0));
        expect([...scores]).toEqual(wanted);
      }),
    );
  });
});
