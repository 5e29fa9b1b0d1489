import type { Lognormal } from '../statistics';
import { normalCdf, normalQuantile } from './normal';

/**
 * How long something takes, in seconds: a lognormal distribution, or measured values (ascending, each as likely as the
 * others; a sketch's quantiles do as well).
 */
export type Latency = ({ kind: 'lognormal' } & Lognormal) | { kind: 'measured'; seconds: readonly number[] };

/** Points that stand for a distribution where two are combined; the middles of as many equally likely parts. */
const POINTS = 32;

export const lognormal = ({ mu, sigma }: Lognormal): Latency => ({ kind: 'lognormal', mu, sigma });

/** Measured seconds in any order; what is no time at all is left out. */
export const measured = (seconds: readonly number[]): Latency => ({
  kind: 'measured',
  seconds: seconds.filter((value) => value >= 0 && Number.isFinite(value)).sort((a, b) => a - b),
});

/**
 * `E[min(X, window)]` for a fixed window. Lognormal: the limited expected value in closed form,
 * `e^(mu + sigma²/2) Φ((ln w − mu − sigma²)/sigma) + w (1 − Φ((ln w − mu)/sigma))` (Klugman, Panjer and Willmot, Loss
 * Models, appendix A). 0 where nothing was measured.
 */
export function expectedMin(latency: Latency, windowSeconds: number): number {
  if (!(windowSeconds > 0)) return 0;
  if (latency.kind === 'measured') {
    const { seconds } = latency;
    if (seconds.length === 0) return 0;
    return seconds.reduce((sum, value) => sum + Math.min(value, windowSeconds), 0) / seconds.length;
  }
  const { mu, sigma } = latency;
  if (sigma === 0) return Math.min(Math.exp(mu), windowSeconds);
  const mean = Math.exp(mu + (sigma * sigma) / 2);
  if (windowSeconds === Infinity) return mean;
  const z = (Math.log(windowSeconds) - mu) / sigma;
  const limited = mean * normalCdf(z - sigma) + windowSeconds * (1 - normalCdf(z));
  return Math.min(Math.max(0, limited), windowSeconds);
}

/** `E[min(X, W)]` for a window that is itself uncertain, given by equally likely points. */
export function expectedMinOver(latency: Latency, windows: readonly number[]): number {
  if (windows.length === 0) return 0;
  return windows.reduce((sum, window) => sum + expectedMin(latency, window), 0) / windows.length;
}

/** Equally likely points of a distribution, ascending; none where nothing was measured. */
export function pointsOf(latency: Latency): number[] {
  return remainingPoints(latency, 0);
}

/**
 * Points of what is left of something that has taken `elapsedSeconds` already and is not over: `X − e` given `X > e`.
 * Beyond everything that was measured nothing is known to be left.
 */
export function remainingPoints(latency: Latency, elapsedSeconds: number): number[] {
  const elapsed = Math.max(0, elapsedSeconds);
  if (latency.kind === 'measured') {
    const left = latency.seconds.filter((value) => value > elapsed).map((value) => value - elapsed);
    if (left.length <= POINTS) return left.length > 0 || latency.seconds.length === 0 ? left : [0];
    return middles(POINTS).map((p) => left[Math.floor(p * left.length)] ?? 0);
  }
  const { mu, sigma } = latency;
  if (sigma === 0) return [Math.max(0, Math.exp(mu) - elapsed)];
  const over = elapsed > 0 ? normalCdf((Math.log(elapsed) - mu) / sigma) : 0;
  if (over > 1 - 1e-6) return [0];
  return middles(POINTS).map((p) =>
    Math.max(0, Math.exp(mu + sigma * normalQuantile(over + p * (1 - over))) - elapsed),
  );
}

export interface WeightedPoint {
  seconds: number;
  weight: number;
}

/** Equally likely points of a weighted mixture; nothing of no weight. */
export function mixtureOf(points: readonly WeightedPoint[]): Latency {
  const sorted = points.filter(({ weight }) => weight > 0).sort((a, b) => a.seconds - b.seconds);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const seconds: number[] = [];
  let upTo = 0;
  let at = -1;
  for (const p of middles(POINTS)) {
    while (at < 0 || (upTo < p * total && at + 1 < sorted.length)) {
      at += 1;
      if (at >= sorted.length) return { kind: 'measured', seconds };
      upTo += sorted[at]?.weight ?? 0;
    }
    seconds.push(sorted[at]?.seconds ?? 0);
  }
  return { kind: 'measured', seconds };
}

/** The slowest of several things that run side by side and know nothing of each other. */
export function slowestOf(latencies: readonly Latency[]): Latency {
  const [first, ...others] = latencies;
  if (!first) return measured([0]);
  return others.reduce((slowest, next) => {
    const all = pointsOf(slowest).flatMap((left) => pointsOf(next).map((right) => Math.max(left, right)));
    all.sort((a, b) => a - b);
    return {
      kind: 'measured',
      seconds: all.length <= POINTS ? all : middles(POINTS).map((p) => all[Math.floor(p * all.length)] ?? 0),
    };
  }, first);
}

/** `(p − q)+` for all pairs of points: what is left of one window when something else has run in it first. */
export function leftAfter(windows: readonly number[], work: readonly number[]): number[] {
  if (work.length === 0) return [...windows];
  return windows.flatMap((window) => work.map((seconds) => Math.max(0, window - seconds)));
}

export const meanOf = (points: readonly number[]): number =>
  points.length === 0 ? 0 : points.reduce((sum, value) => sum + value, 0) / points.length;

const middles = (count: number): number[] => Array.from({ length: count }, (_, at) => (at + 0.5) / count);
