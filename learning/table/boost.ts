import type { Forest } from '../../contracts/table-model';
import { seededRandom, type Random } from '../../core/random';

/** Rows in groups; within a group the targets (0 to 1) sum to at most 1. */
export interface GroupedRows {
  width: number;
  /** Row-major features. */
  rows: Float32Array;
  /** Row at which each group starts, and the number of rows at the end. */
  starts: Int32Array;
  targets: Float32Array;
  weights: Float32Array;
  /** Whose each group is: the number of its run's set of tools, or `NOBODYS`. */
  owners: Int32Array;
}

export interface BoostOptions {
  trees: number;
  depth: number;
  rate: number;
  /** Least sum of second derivatives in a leaf. */
  leaf: number;
  lambda: number;
  /** Share of the groups, and of the features, that each tree is grown on. */
  sample: number;
  /** Features to use, by name; all where absent. */
  only?: readonly string[];
  /** Of the random numbers that draw each tree's groups and features. */
  seed?: number;
}

export const USUAL_SEED = 11;

const BINS = 48;

/**
 * Gradient-boosted trees for a softmax over each group's rows (listwise cross-entropy, Newton steps on a diagonal
 * Hessian, as in LambdaMART and XGBoost's `rank:` objectives). They go on from the forest that is given, which is not
 * among those returned. Deterministic.
 */
export function boost(
  data: GroupedRows,
  features: readonly string[],
  options: BoostOptions,
  from?: Forest,
): Forest {
  const count = data.targets.length;
  const { cuts, bins } = binned(data, count);
  const scores = new Float64Array(count);
  for (const tree of from?.trees ?? []) addTree(scores, tree, data);
  const gradients = new Float64Array(count);
  const hessians = new Float64Array(count);
  const trees: number[][] = [];
  const random = seededRandom(options.seed ?? USUAL_SEED);
  const allowed = features.flatMap((name, at) =>
    options.only === undefined || options.only.includes(name) ? [at] : [],
  );
  for (let made = 0; made < options.trees; made += 1) {
    derive(data, scores, gradients, hessians);
    const tree = growTree({
      width: data.width,
      bins,
      cuts,
      gradients,
      hessians,
      options,
      ...drawSample(data, random, options.sample, allowed),
    });
    addTree(scores, tree, data);
    trees.push(tree.map((value, at) => (at % 4 === 1 ? Number(value.toPrecision(5)) : value)));
  }
  return { features: [...features], trees };
}

/** Groups and features that one tree sees (stochastic gradient boosting, Friedman 2002). */
function drawSample(
  { starts }: GroupedRows,
  random: Random,
  share: number,
  allowed: readonly number[],
): { drawn: Int32Array; features: readonly number[] } {
  const rows: number[] = [];
  for (let group = 0; group + 1 < starts.length; group += 1) {
    if (random() >= share) continue;
    for (let row = starts[group] as number; row < (starts[group + 1] as number); row += 1) rows.push(row);
  }
  const features = allowed.filter(() => random() < Math.max(share, 0.6));
  return { drawn: Int32Array.from(rows), features: features.length > 0 ? features : allowed };
}

function derive(
  data: GroupedRows,
  scores: Float64Array,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  const { starts, targets, weights } = data;
  for (let group = 0; group + 1 < starts.length; group += 1) {
    const from = starts[group] as number;
    const to = starts[group + 1] as number;
    let top = -Infinity;
    for (let row = from; row < to; row += 1) top = Math.max(top, scores[row] as number);
    let total = 0;
    for (let row = from; row < to; row += 1) total += Math.exp((scores[row] as number) - top);
    const weight = weights[group] as number;
    for (let row = from; row < to; row += 1) {
      const p = Math.exp((scores[row] as number) - top) / total;
      gradients[row] = weight * ((targets[row] as number) - p);
      hessians[row] = weight * Math.max(p * (1 - p), 1e-4);
    }
  }
}

function addTree(scores: Float64Array, tree: readonly number[], data: GroupedRows): void {
  for (let row = 0; row < scores.length; row += 1)
    scores[row] = (scores[row] as number) + leafOf(tree, data, row);
}

function leafOf(tree: readonly number[], data: GroupedRows, row: number): number {
  let at = 0;
  const base = row * data.width;
  while ((tree[at] as number) >= 0)
    at =
      ((data.rows[base + (tree[at] as number)] as number) <= (tree[at + 1] as number)
        ? (tree[at + 2] as number)
        : (tree[at + 3] as number)) * 4;
  return tree[at + 1] as number;
}

/** Each feature cut at up to 48 quantiles of its values. */
function binned(data: GroupedRows, count: number): { cuts: number[][]; bins: Uint8Array } {
  const { width, rows } = data;
  const bins = new Uint8Array(count * width);
  const cuts: number[][] = [];
  const step = Math.max(1, Math.floor(count / 20_000));
  for (let feature = 0; feature < width; feature += 1) {
    const sample: number[] = [];
    for (let row = 0; row < count; row += step) sample.push(rows[row * width + feature] as number);
    sample.sort((a, b) => a - b);
    const own: number[] = [];
    for (let cut = 1; cut < BINS; cut += 1) {
      const value = sample[Math.floor((cut * sample.length) / BINS)] as number;
      if (own.length === 0 || value > (own.at(-1) as number)) own.push(value);
    }
    const distinct = [...new Set(sample)];
    const chosen = distinct.length <= BINS ? distinct.slice(0, -1) : own;
    cuts.push(chosen);
    for (let row = 0; row < count; row += 1) {
      const value = rows[row * width + feature] as number;
      let low = 0;
      let high = chosen.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= (chosen[middle] as number)) high = middle;
        else low = middle + 1;
      }
      bins[row * width + feature] = low;
    }
  }
  return { cuts, bins };
}

interface Growth {
  width: number;
  bins: Uint8Array;
  cuts: number[][];
  gradients: Float64Array;
  hessians: Float64Array;
  drawn: Int32Array;
  features: readonly number[];
  options: BoostOptions;
}

interface Node {
  rows: Int32Array;
  depth: number;
  at: number;
  histogram: Float64Array;
}

function growTree(growth: Growth): number[] {
  const { options } = growth;
  const tree: number[] = [];
  const place = (): number => {
    tree.push(-1, 0, 0, 0);
    return tree.length / 4 - 1;
  };
  const queue: Node[] = [
    { rows: growth.drawn, depth: 0, at: place(), histogram: histogramOf(growth, growth.drawn) },
  ];
  for (let node = queue.shift(); node; node = queue.shift()) {
    const split = node.depth < options.depth ? bestSplit(growth, node.histogram) : undefined;
    if (!split) {
      const { g, h } = sums(node.histogram, growth.features[0] as number);
      tree[node.at * 4 + 1] = (options.rate * g) / (h + options.lambda);
      continue;
    }
    const [left, right] = partition(growth, node.rows, split.feature, split.bin);
    const small = left.length < right.length ? left : right;
    const smallHistogram = histogramOf(growth, small);
    const other = node.histogram;
    for (let at = 0; at < other.length; at += 1)
      other[at] = (other[at] as number) - (smallHistogram[at] as number);
    const leftAt = place();
    const rightAt = place();
    tree[node.at * 4] = split.feature;
    tree[node.at * 4 + 1] = growth.cuts[split.feature]?.[split.bin] as number;
    tree[node.at * 4 + 2] = leftAt;
    tree[node.at * 4 + 3] = rightAt;
    queue.push({
      rows: left,
      depth: node.depth + 1,
      at: leftAt,
      histogram: small === left ? smallHistogram : other,
    });
    queue.push({
      rows: right,
      depth: node.depth + 1,
      at: rightAt,
      histogram: small === right ? smallHistogram : other,
    });
  }
  return tree;
}

function histogramOf(growth: Growth, rows: Int32Array): Float64Array {
  const { width, bins, gradients, hessians, features } = growth;
  const histogram = new Float64Array(width * BINS * 2);
  for (const row of rows) {
    const g = gradients[row] as number;
    const h = hessians[row] as number;
    const base = row * width;
    for (const feature of features) {
      const at = (feature * BINS + (bins[base + feature] as number)) * 2;
      histogram[at] = (histogram[at] as number) + g;
      histogram[at + 1] = (histogram[at + 1] as number) + h;
    }
  }
  return histogram;
}

function sums(histogram: Float64Array, feature: number): { g: number; h: number } {
  let g = 0;
  let h = 0;
  for (let at = feature * BINS * 2; at < (feature + 1) * BINS * 2; at += 2) {
    g += histogram[at] as number;
    h += histogram[at + 1] as number;
  }
  return { g, h };
}

function bestSplit(growth: Growth, histogram: Float64Array): { feature: number; bin: number } | undefined {
  const { leaf, lambda } = growth.options;
  const { g, h } = sums(histogram, growth.features[0] as number);
  if (h < 2 * leaf) return undefined;
  const base = (g * g) / (h + lambda);
  let best: { feature: number; bin: number } | undefined;
  let most = 1e-3;
  for (const feature of growth.features) {
    let gl = 0;
    let hl = 0;
    const cuts = growth.cuts[feature] as number[];
    for (let bin = 0; bin < cuts.length; bin += 1) {
      const at = (feature * BINS + bin) * 2;
      gl += histogram[at] as number;
      hl += histogram[at + 1] as number;
      if (hl < leaf) continue;
      const hr = h - hl;
      if (hr < leaf) break;
      const gr = g - gl;
      const gain = (gl * gl) / (hl + lambda) + (gr * gr) / (hr + lambda) - base;
      if (gain > most) {
        most = gain;
        best = { feature, bin };
      }
    }
  }
  return best;
}

function partition(growth: Growth, rows: Int32Array, feature: number, bin: number): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length);
  const right = new Int32Array(rows.length);
  let l = 0;
  let r = 0;
  for (const row of rows) {
    if ((growth.bins[row * growth.width + feature] as number) <= bin) left[l++] = row;
    else right[r++] = row;
  }
  return [left.slice(0, l), right.slice(0, r)];
}
