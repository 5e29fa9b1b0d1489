import { randomIndex, randomNormal, seededRandom, type Random } from './random';

/** Arithmetic mean; undefined for no values. */
export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0) / values.length;
}

/** The middle value, or the mean of the two middle ones; undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/**
 * The value below which a share `q` (0 to 1) of the values lies, linear between neighbours (Hyndman and Fan, type 7,
 * as in NumPy and R). Undefined for no values; RangeError for `q` outside 0 to 1.
 */
export function quantile(values: readonly number[], q: number): number | undefined {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: q is ${q}, it must lie between 0 and 1`);
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  if (low === undefined || high === undefined) return undefined;
  return low === high ? low : low + (high - low) * (position - Math.floor(position));
}

/** The n-th root of the product; undefined for no values. RangeError for a value that is not above zero. */
export function geometricMean(values: readonly number[]): number | undefined {
  const unfit = values.find((value) => !(value > 0 && Number.isFinite(value)));
  if (unfit !== undefined) throw new RangeError(`geometricMean: ${unfit} is not a finite number above zero`);
  const logarithm = mean(values.map(Math.log));
  return logarithm === undefined ? undefined : Math.exp(logarithm);
}

/** A statistic with the interval in which it lies at the given confidence. */
export interface Interval {
  value: number;
  low: number;
  high: number;
  /** Values that it rests on. */
  count: number;
}

/**
 * Geometric mean of ratios and its percentile bootstrap interval (Efron, 1979): the ratios are drawn anew with
 * replacement `draws` times. The same seed gives the same interval. Undefined for no ratios; of one ratio the interval
 * is that ratio, and says nothing.
 */
export function bootstrapGeometricMean(
  ratios: readonly number[],
  options: { seed?: number; draws?: number; confidence?: number } = {},
): Interval | undefined {
  const { seed = 1, draws = 10_000, confidence = 0.95 } = options;
  const value = geometricMean(ratios);
  if (value === undefined) return undefined;
  const logarithms = ratios.map(Math.log);
  const random = seededRandom(seed);
  const means = Array.from({ length: draws }, () => {
    let total = 0;
    for (let drawn = 0; drawn < logarithms.length; drawn += 1) {
      total += logarithms[randomIndex(random, logarithms.length)] ?? 0;
    }
    return total / logarithms.length;
  });
  const tail = (1 - confidence) / 2;
  const at = (q: number): number => Math.exp(quantile(means, q) ?? Math.log(value));
  return { value, low: at(tail), high: at(1 - tail), count: ratios.length };
}

/** Parameters of a lognormal distribution: mean and standard deviation of the logarithm. */
export interface Lognormal {
  mu: number;
  sigma: number;
}

/** The 90 % and 95 % points of the standard normal distribution, to four places. */
const NORMAL_P90 = 1.2816;
const NORMAL_P95 = 1.6449;

/** The lognormal distribution with these 50 % and 90 % points. RangeError unless 0 < p50 <= p90. */
export function lognormalFromQuantiles(p50: number, p90: number): Lognormal {
  if (!(p50 > 0 && p90 >= p50 && Number.isFinite(p90))) {
    throw new RangeError(`lognormalFromQuantiles: needs 0 < p50 <= p90, got p50 ${p50} and p90 ${p90}`);
  }
  return { mu: Math.log(p50), sigma: Math.log(p90 / p50) / NORMAL_P90 };
}

/** The lognormal distribution with these 50 % and 95 % points. RangeError unless 0 < p50 <= p95. */
export function lognormalFromP95(p50: number, p95: number): Lognormal {
  if (!(p50 > 0 && p95 >= p50 && Number.isFinite(p95))) {
    throw new RangeError(`lognormalFromP95: needs 0 < p50 <= p95, got p50 ${p50} and p95 ${p95}`);
  }
  return { mu: Math.log(p50), sigma: Math.log(p95 / p50) / NORMAL_P95 };
}

/** One draw from a lognormal distribution. */
export function drawLognormal(distribution: Lognormal, random: Random): number {
  return Math.exp(distribution.mu + distribution.sigma * randomNormal(random));
}
