import type { TableModel } from '../../contracts/table-model';
import { isSpoken } from '../../core/table/action-weights';
import { seededRandom, type Random } from '../../core/random';
import type { ObservedTurn } from './observe';

const EPOCHS = 4;
const RATE = 0.08;
const L2 = 0.03;
/** Squared gradients that every weight begins with: what is rarely seen learns slowly. */
const CAUTION = 8;
const LEAST_SEEN = 3;
/** Share of steps in which the words are left out, so that the events learn to speak for themselves. */
const WORDLESS = 0.4;

interface ActionRun {
  task: string;
  turns: readonly ObservedTurn[];
  /** Actions that were open to the run at all. */
  open: readonly string[];
}

/** One turn in numbers: places of its features, with and without those of words, of the open actions and of the goal. */
interface Example {
  features: Int32Array;
  wordless: Int32Array;
  mask: Int32Array;
  goal: number;
}

/**
 * Multinomial logistic regression of the next action on the context's features (AdaGrad, shrinking L2), among the
 * actions that were open to the run at all. Deterministic: the order of examples is drawn with a fixed seed.
 */
export function learnActions(
  runs: readonly ActionRun[],
): Pick<TableModel['actions'], 'classes' | 'priors' | 'weights'> {
  const classes = [...new Set(runs.flatMap(({ open }) => open))].sort();
  const names = sharedFeatures(runs);
  const examples = examplesOf(runs, placesOf(names), placesOf(classes));
  const weights = fitWeights(examples, names.length, classes.length);
  return { classes, priors: classes.map(() => 0), weights: keptWeights(names, weights, classes.length) };
}

const placesOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, place) => [name, place]));

/** Features that several runs and tasks show: what one task alone shows is that task's, however often it was run. */
function sharedFeatures(runs: readonly ActionRun[]): string[] {
  const seen = new Map<string, { runs: number; tasks: Set<string> }>();
  for (const { turns, task } of runs) {
    const inRun = new Set(turns.flatMap(({ features }) => features));
    for (const feature of inRun) {
      const entry = seen.get(feature) ?? { runs: 0, tasks: new Set<string>() };
      entry.runs += 1;
      entry.tasks.add(task);
      seen.set(feature, entry);
    }
  }
  return [...seen]
    .filter(([, { runs: count, tasks }]) => count >= LEAST_SEEN && tasks.size >= 2)
    .map(([feature]) => feature);
}

function examplesOf(
  runs: readonly ActionRun[],
  featureAt: ReadonlyMap<string, number>,
  classAt: ReadonlyMap<string, number>,
): Example[] {
  const ids = (features: readonly string[]): Int32Array =>
    Int32Array.from(features.flatMap((feature) => featureAt.get(feature) ?? []));
  return runs.flatMap(({ turns, open }) => {
    const mask = Int32Array.from(open.map((name) => classAt.get(name) ?? 0));
    return turns.flatMap(({ features, action }) => {
      const goal = classAt.get(action);
      if (goal === undefined || !open.includes(action)) return [];
      const wordless = features.filter((feature) => !isSpoken(feature));
      return [{ features: ids(features), wordless: ids(wordless), mask, goal }];
    });
  });
}

/** The weights, a row of `width` classes for each feature. Changes the order of the examples. */
function fitWeights(examples: Example[], features: number, width: number): Float32Array {
  const weights = new Float32Array(features * width);
  const squares = new Float32Array(features * width).fill(CAUTION);
  const gradients = new Float64Array(width);
  const random = seededRandom(7);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(examples, random);
    for (const example of examples) {
      const seen = random() < WORDLESS ? example.wordless : example.features;
      fillGradients(gradients, weights, seen, example);
      descend(weights, squares, gradients, seen, example.mask);
    }
  }
  return weights;
}

/** In place. */
export function shuffle<T>(list: T[], random: Random): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
}

/** What each open action's score should gain: 1 for the goal, less its probability. */
function fillGradients(
  gradients: Float64Array,
  weights: Float32Array,
  features: Int32Array,
  { mask, goal }: Example,
): void {
  const width = gradients.length;
  for (const name of mask) gradients[name] = 0;
  // Feature by feature, so that the weights are read in the order in which they lie.
  for (const feature of features)
    for (const name of mask)
      gradients[name] = (gradients[name] as number) + (weights[feature * width + name] as number);
  let top = -Infinity;
  for (const name of mask) top = Math.max(top, gradients[name] as number);
  let total = 0;
  for (const name of mask) total += gradients[name] = Math.exp((gradients[name] as number) - top);
  for (const name of mask) {
    const gradient = (name === goal ? 1 : 0) - (gradients[name] as number) / total;
    gradients[name] = Math.abs(gradient) < LEAST_GRADIENT ? 0 : gradient;
  }
}

const LEAST_GRADIENT = 0.002;

function descend(
  weights: Float32Array,
  squares: Float32Array,
  gradients: Float64Array,
  features: Int32Array,
  mask: Int32Array,
): void {
  const width = gradients.length;
  for (const feature of features)
    for (const name of mask) {
      const gradient = gradients[name] as number;
      if (gradient === 0) continue;
      const place = feature * width + name;
      const step = gradient - L2 * (weights[place] as number);
      squares[place] = (squares[place] as number) + step * step;
      weights[place] = (weights[place] as number) + (RATE * step) / Math.sqrt(squares[place] as number);
    }
}

/** By feature, the places and weights of the classes for which it says something. */
function keptWeights(
  names: readonly string[],
  weights: Float32Array,
  width: number,
): Record<string, number[]> {
  const kept: Record<string, number[]> = {};
  for (const [feature, name] of names.entries()) {
    const row: number[] = [];
    for (let place = 0; place < width; place += 1) {
      const weight = Math.round((weights[feature * width + place] as number) * 100) / 100;
      if (Math.abs(weight) >= 0.08) row.push(place, weight);
    }
    if (row.length > 0) kept[name] = row;
  }
  return kept;
}
