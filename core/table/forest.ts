import type { Forest } from '../../contracts/table-model';

/**
 * A forest ready to be asked: every tree as if it were as deep as the deepest, so that the children of node `n` are
 * `2n + 1` and `2n + 2` and its leaves stand in a row.
 */
export interface ReadyForest {
  trees: number;
  depth: number;
  /** Of each inner node of each tree: the feature that it asks for and its threshold. */
  features: Int32Array;
  thresholds: Float64Array;
  /** Of each leaf of each tree. */
  values: Float64Array;
}

/** Trees of more steps than this are no forest of ours. */
export const MOST_DEPTH = 10;

export function readyForest(forest: Forest): ReadyForest {
  const depth = depthOf(forest);
  const trees = forest.trees.length;
  const inner = (1 << depth) - 1;
  const features = new Int32Array(trees * inner);
  const thresholds = new Float64Array(trees * inner);
  const values = new Float64Array(trees * (inner + 1));
  for (const [at, tree] of forest.trees.entries()) {
    /** A leaf above the last level is the leaf of all paths that go on from it. */
    const lay = (row: number, node: number, level: number): void => {
      const feature = tree[row * 4] ?? -1;
      const number = tree[row * 4 + 1] ?? 0;
      if (level === depth) {
        values[at * (inner + 1) + node - inner] = number;
        return;
      }
      features[at * inner + node] = Math.max(0, feature);
      thresholds[at * inner + node] = number;
      lay(feature < 0 ? row : (tree[row * 4 + 2] as number), 2 * node + 1, level + 1);
      lay(feature < 0 ? row : (tree[row * 4 + 3] as number), 2 * node + 2, level + 1);
    };
    lay(0, 0, 0);
  }
  return { trees, depth, features, thresholds, values };
}

/** A forest that goes on with further trees, where there are any. */
export const joinedForest = (forest: Forest, more: Forest | undefined): Forest =>
  more ? { ...forest, trees: [...forest.trees, ...more.trees] } : forest;

/** Steps to a forest's deepest leaf; more than `MOST_DEPTH` where there are more, however many. */
export function depthOf(forest: Forest): number {
  const deepest = (tree: readonly number[], row: number, level: number): number =>
    (tree[row * 4] ?? -1) < 0 || level > MOST_DEPTH
      ? level
      : Math.max(
          deepest(tree, tree[row * 4 + 2] as number, level + 1),
          deepest(tree, tree[row * 4 + 3] as number, level + 1),
        );
  return forest.trees.reduce((most, tree) => Math.max(most, deepest(tree, 0, 0)), 0);
}

/** Rows go down a tree four at a time: room for so many rows is room for this many. */
export const roomForRows = (count: number): number => Math.ceil(count / 4) * 4;

/**
 * Sums of the trees' values for the first `count` rows of `width` features each; rows and scores have `roomForRows`,
 * and what stands behind the last row is as good as anything. Four rows go down a tree side by side, and no step
 * branches: a processor that guesses a step wrong loses more than a step takes.
 */
export function scoreRows(
  { trees, depth, features, thresholds, values }: ReadyForest,
  rows: Float64Array,
  width: number,
  count: number,
  scores: Float64Array,
): void {
  const inner = (1 << depth) - 1;
  scores.fill(0, 0, roomForRows(count));
  for (let tree = 0; tree < trees; tree += 1) {
    const root = tree * inner;
    const leaves = tree * (inner + 1) - inner;
    for (let at = 0; at < count; at += 4) {
      const a = at * width;
      const b = a + width;
      const c = b + width;
      const d = c + width;
      let an = 0;
      let bn = 0;
      let cn = 0;
      let dn = 0;
      for (let step = 0; step < depth; step += 1) {
        an = 2 * an + 1 + isAbove(rows[a + (features[root + an] as number)], thresholds[root + an]);
        bn = 2 * bn + 1 + isAbove(rows[b + (features[root + bn] as number)], thresholds[root + bn]);
        cn = 2 * cn + 1 + isAbove(rows[c + (features[root + cn] as number)], thresholds[root + cn]);
        dn = 2 * dn + 1 + isAbove(rows[d + (features[root + dn] as number)], thresholds[root + dn]);
      }
      scores[at] = (scores[at] as number) + (values[leaves + an] as number);
      scores[at + 1] = (scores[at + 1] as number) + (values[leaves + bn] as number);
      scores[at + 2] = (scores[at + 2] as number) + (values[leaves + cn] as number);
      scores[at + 3] = (scores[at + 3] as number) + (values[leaves + dn] as number);
    }
  }
}

/** 1 where a number is not up to the threshold. */
const isAbove = (number: number | undefined, threshold: number | undefined): number =>
  Number(!((number as number) <= (threshold as number)));

/** In place: scores to probabilities that sum to 1. */
export function softmax(scores: Float64Array, count: number): void {
  let top = -Infinity;
  for (let at = 0; at < count; at += 1) top = Math.max(top, scores[at] as number);
  let total = 0;
  for (let at = 0; at < count; at += 1) total += scores[at] = Math.exp((scores[at] as number) - top);
  for (let at = 0; at < count; at += 1) scores[at] = (scores[at] as number) / total;
}
