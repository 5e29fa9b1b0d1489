import type { Forest } from '../../contracts/table-model';

/** A forest ready to be asked: its rows in typed arrays. */
export interface ReadyForest {
  trees: Float64Array[];
}

export const readyForest = (forest: Forest): ReadyForest => ({
  trees: forest.trees.map((tree) => Float64Array.from(tree)),
});

/** Sum of the trees' values for one row of features that starts at `offset`. */
export function scoreRow(forest: ReadyForest, row: Float64Array, offset: number): number {
  let total = 0;
  for (const tree of forest.trees) {
    let at = 0;
    for (let feature = tree[at] as number; feature >= 0; feature = tree[at] as number) {
      const goesLeft = (row[offset + feature] as number) <= (tree[at + 1] as number);
      at = (goesLeft ? (tree[at + 2] as number) : (tree[at + 3] as number)) * 4;
    }
    total += tree[at + 1] as number;
  }
  return total;
}

/** In place: scores to probabilities that sum to 1. */
export function softmax(scores: Float64Array, count: number): void {
  let top = -Infinity;
  for (let at = 0; at < count; at += 1) top = Math.max(top, scores[at] as number);
  let total = 0;
  for (let at = 0; at < count; at += 1) total += scores[at] = Math.exp((scores[at] as number) - top);
  for (let at = 0; at < count; at += 1) scores[at] = (scores[at] as number) / total;
}
