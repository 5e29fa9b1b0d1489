import { quantile } from '../../../core/statistics';

/** Microseconds. */
export interface Times {
  median: number;
  p99: number;
}

/** What the turns of some runs took to predict, all of them several times over. */
export interface PredictionTimes {
  turns: number;
  /** Of each time through, in order. */
  passes: Times[];
  /** Of each turn's least time of all. */
  least: Times;
}

/** One list of microseconds a pass, the turns in the same order in each. */
export function predictionTimes(passes: readonly (readonly number[])[]): PredictionTimes {
  const first = passes[0] ?? [];
  const least = first.map((_micros, turn) => Math.min(...passes.map((micros) => micros[turn] ?? Infinity)));
  return { turns: first.length, passes: passes.map(timesOf), least: timesOf(least) };
}

const timesOf = (micros: readonly number[]): Times => ({
  median: quantile(micros, 0.5) ?? 0,
  p99: quantile(micros, 0.99) ?? 0,
});
