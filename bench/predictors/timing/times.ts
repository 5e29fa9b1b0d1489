import { quantile } from '../../../core/statistics';
import type { Timed } from './time-run';

/** Microseconds. */
export interface Times {
  median: number;
  p99: number;
}

/** What predictions took: guessing alone, and with the reading of what was new in the transcript. */
export interface PartTimes {
  guessing: Times;
  whole: Times;
}

/** What the turns of some runs took to predict, all of them several times over. */
export interface PredictionTimes {
  turns: number;
  /** Of each time through, in order. */
  passes: PartTimes[];
  /** Of each turn's least time of all. */
  least: PartTimes;
}

/** One list of times a pass, the turns in the same order in each. */
export function predictionTimes(passes: readonly (readonly Timed[])[]): PredictionTimes {
  const guessing = passes.map((turns) => turns.map((timed) => timed.guessing));
  const whole = passes.map((turns) => turns.map((timed) => timed.reading + timed.guessing));
  return {
    turns: passes[0]?.length ?? 0,
    passes: passes.map((_turns, pass) => ({
      guessing: timesOf(guessing[pass] ?? []),
      whole: timesOf(whole[pass] ?? []),
    })),
    least: { guessing: timesOf(leastOf(guessing)), whole: timesOf(leastOf(whole)) },
  };
}

/** Of each turn its least time. */
const leastOf = (passes: readonly (readonly number[])[]): number[] =>
  (passes[0] ?? []).map((_micros, turn) => Math.min(...passes.map((micros) => micros[turn] ?? Infinity)));

const timesOf = (micros: readonly number[]): Times => ({
  median: quantile(micros, 0.5) ?? 0,
  p99: quantile(micros, 0.99) ?? 0,
});
