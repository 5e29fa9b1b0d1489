import type { Forest } from '../../contracts/table-model';

/**
 * A forest ready to be asked: every tree as if it were as deep as the deepest, with room for `1 << depth` nodes. The root
 * is node 1, the children of node `n` are `2n` and `2n + 1`, and the leaves stand in a row of their own. Trees that say
 * nothing fill up the last four.
 */
export interface ReadyForest {
  trees: number;
  depth: number;
  /** Of each inner node of each tree: the feature that it asks for (there are fewer than 256) and its threshold. */
  features: Uint8Array;
  thresholds: Float64Array;
  /** Of each leaf of each tree. */
  values: Float64Array;
}

/** Trees of more steps than this are no forest of ours. */
export const MOST_DEPTH = 10;

export function readyForest(forest: Forest): ReadyForest {
  const depth = depthOf(forest);
  const size = 1 << depth;
  const trees = Math.ceil(forest.trees.length / AT_ONCE) * AT_ONCE;
  const features = new Uint8Array(trees * size);
  const thresholds = new Float64Array(trees * size);
  const values = new Float64Array(trees * size);
  for (const [at, tree] of forest.trees.entries()) {
    /** A leaf above the last level is the leaf of all paths that go on from it. */
    const lay = (row: number, node: number, level: number): void => {
      const feature = tree[row * 4] ?? -1;
      const number = tree[row * 4 + 1] ?? 0;
      if (level === depth) {
        values[at * size + node - size] = number;
        return;
      }
      features[at * size + node] = Math.max(0, feature);
      thresholds[at * size + node] = number;
      lay(feature < 0 ? row : (tree[row * 4 + 2] as number), 2 * node, level + 1);
      lay(feature < 0 ? row : (tree[row * 4 + 3] as number), 2 * node + 1, level + 1);
    };
    lay(0, 1, 0);
  }
  return { trees, depth, features, thresholds, values };
}

/** Trees that a row goes down side by side. */
const AT_ONCE = 4;

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

/**
 * Sums of the trees' values for the first `count` rows of `width` features each. A row goes down four trees side by side,
 * and no step branches: a processor waits for one step of a tree, and loses more where it guesses wrong which.
 */
export function scoreRows(
  { trees, depth, features, thresholds, values }: ReadyForest,
  rows: Float64Array,
  width: number,
  count: number,
  scores: Float64Array,
): void {
  const size = 1 << depth;
  scores.fill(0, 0, count);
  for (let tree = 0; tree < trees; tree += AT_ONCE) {
    const a = tree * size;
    const b = a + size;
    const c = b + size;
    const d = c + size;
    for (let at = 0; at < count; at += 1) {
      const row = at * width;
      let an = 1;
      let bn = 1;
      let cn = 1;
      let dn = 1;
      for (let step = 0; step < depth; step += 1) {
        const ap = a | an;
        const bp = b | bn;
        const cp = c | cn;
        const dp = d | dn;
        an = (an << 1) | isAbove(rows[row + (features[ap] as number)], thresholds[ap]);
        bn = (bn << 1) | isAbove(rows[row + (features[bp] as number)], thresholds[bp]);
        cn = (cn << 1) | isAbove(rows[row + (features[cp] as number)], thresholds[cp]);
        dn = (dn << 1) | isAbove(rows[row + (features[dp] as number)], thresholds[dp]);
      }
      scores[at] =
        (scores[at] as number) +
        (values[a - size + an] as number) +
        (values[b - size + bn] as number) +
        (values[c - size + cn] as number) +
        (values[d - size + dn] as number);
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
