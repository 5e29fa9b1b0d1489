import type { TableModel } from '../../contracts/table-model';
import { seededRandom } from '../../core/random';
import type { ObservedTurn } from './observe';

const EPOCHS = 4;
const RATE = 0.08;
/** Squared gradients that every weight begins with: what is rarely seen learns slowly. */
const CAUTION = 8;
const LEAST_SEEN = 3;

/**
 * Multinomial logistic regression of the next action on the context's features (AdaGrad, shrinking L2), among the
 * actions that were open to the run at all. Deterministic: the order of examples is drawn with a fixed seed.
 */
export function learnActions(
  runs: readonly { task: string; turns: readonly ObservedTurn[]; open: readonly string[] }[],
): Pick<TableModel['actions'], 'classes' | 'priors' | 'weights'> {
  const classes = [...new Set(runs.flatMap(({ open }) => open))].sort();
  const classAt = new Map(classes.map((name, at) => [name, at]));
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
  const names: string[] = [];
  const at = new Map<string, number>();
  // What one task alone shows is that task's, however often it was run.
  for (const [feature, { runs: count, tasks }] of seen)
    if (count >= LEAST_SEEN && tasks.size >= 2) {
      at.set(feature, names.length);
      names.push(feature);
    }
  const width = classes.length;
  const weights = new Float32Array(names.length * width);
  const squares = new Float32Array(names.length * width).fill(CAUTION);
  const examples = runs.flatMap(({ turns, open }) => {
    const mask = Int32Array.from(open.map((name) => classAt.get(name) ?? 0));
    return turns.flatMap((turn) => {
      const goal = classAt.get(turn.action);
      if (goal === undefined || !open.includes(turn.action)) return [];
      const ids = (features: readonly string[]): Int32Array =>
        Int32Array.from(features.flatMap((feature) => at.get(feature) ?? []));
      return [
        {
          features: ids(turn.features),
          wordless: ids(turn.features.filter((feature) => !/^[wvxy] /.test(feature))),
          mask,
          goal,
        },
      ];
    });
  });
  const random = seededRandom(7);
  const scores = new Float64Array(width);
  const gradients = new Float64Array(width);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let last = examples.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [examples[last], examples[other]] = [
        examples[other] as (typeof examples)[0],
        examples[last] as (typeof examples)[0],
      ];
    }
    for (const { features: whole, wordless, mask, goal } of examples) {
      // Without the words now and then, so that the events learn to speak for themselves.
      const features = random() < WORDLESS ? wordless : whole;
      // Feature by feature, so that the weights are read in the order in which they lie.
      for (const name of mask) scores[name] = 0;
      for (const feature of features)
        for (const name of mask)
          scores[name] = (scores[name] as number) + (weights[feature * width + name] as number);
      let top = -Infinity;
      for (const name of mask) top = Math.max(top, scores[name] as number);
      let total = 0;
      for (const name of mask) total += scores[name] = Math.exp((scores[name] as number) - top);
      for (const name of mask) {
        const gradient = (name === goal ? 1 : 0) - (scores[name] as number) / total;
        gradients[name] = Math.abs(gradient) < 0.002 ? 0 : gradient;
      }
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
  }
  const kept: Record<string, number[]> = {};
  for (const [feature, name] of names.entries()) {
    const row: number[] = [];
    for (let place = 0; place < width; place += 1) {
      const weight = Math.round((weights[feature * width + place] as number) * 100) / 100;
      if (Math.abs(weight) >= 0.08) row.push(place, weight);
    }
    if (row.length > 0) kept[name] = row;
  }
  return { classes, priors: classes.map(() => 0), weights: kept };
}

const L2 = 0.03;
const WORDLESS = 0.4;
