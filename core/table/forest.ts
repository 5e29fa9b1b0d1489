import type { Forest } from '../../contracts/table-model';

/** A forest ready to be asked: all trees' nodes one after the other, each node's left child right behind it. */
export interface ReadyForest {
  /** Node at which each tree begins. */
  roots: Int32Array;
  /** Of each node: the feature that it asks for, -1 in a leaf; its threshold, or a leaf's value; its right child. */
  features: Int32Array;
  thresholds: Float64Array;
  rights: Int32Array;
}

export function readyForest(forest: Forest): ReadyForest {
  const features: number[] = [];
  const thresholds: number[] = [];
  const rights: number[] = [];
  const lay = (tree: readonly number[], row: number): number => {
    const node = features.length;
    const feature = tree[row * 4] ?? -1;
    features.push(feature);
    thresholds.push(tree[row * 4 + 1] ?? 0);
    rights.push(0);
    if (feature >= 0) {
      lay(tree, tree[row * 4 + 2] as number);
      rights[node] = lay(tree, tree[row * 4 + 3] as number);
    }
    return node;
  };
  return {
    roots: Int32Array.from(forest.trees.map((tree) => lay(tree, 0))),
    features: Int32Array.from(features),
    thresholds: Float64Array.from(thresholds),
    rights: Int32Array.from(rights),
  };
}

/** Sum of the trees' values for one row of features that starts at `offset`. */
export function scoreRow(forest: ReadyForest, row: Float64Array, offset: number): number {
  const { roots, features, thresholds, rights } = forest;
  let total = 0;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree] as number;
    for (let feature = features[node] as number; feature >= 0; feature = features[node] as number) {
      const goesLeft = (row[offset + feature] as number) <= (thresholds[node] as number);
      node = goesLeft ? node + 1 : (rights[node] as number);
    }
    total += thresholds[node] as number;
  }
  return total;
}

/** `scoreRow` of the first `count` rows, `width` features each. */
export function scoreRows(
  forest: ReadyForest,
  rows: Float64Array,
  width: number,
  count: number,
  scores: Float64Array,
): void {
  for (let at = 0; at < count; at += 1) scores[at] = scoreRow(forest, rows, at * width);
}

/** In place: scores to probabilities that sum to 1. */
export function softmax(scores: Float64Array, count: number): void {
  let top = -Infinity;
  for (let at = 0; at < count; at += 1) top = Math.max(top, scores[at] as number);
  let total = 0;
  for (let at = 0; at < count; at += 1) total += scores[at] = Math.exp((scores[at] as number) - top);
  for (let at = 0; at < count; at += 1) scores[at] = (scores[at] as number) / total;
}
