import type { LatencyKind, LatencySketch, Profile } from '../../contracts/profile';

/** Ratio of a bucket's ends: quantiles are off by 5 % at most (DDSketch; Masson and others, 2019). */
const RATIO = 1.1;
const SHORTEST_SECONDS = 0.001;
/** Samples after which one weighs half. */
const HALF_LIFE_SAMPLES = 200;
/** Weight below which a bucket is dropped. */
const NEGLIGIBLE = 0.01;

/** How long something takes, from its recent samples. */
export interface Latency {
  /** Samples, decayed. */
  observations: number;
  mean: number;
  p50: number;
  p95: number;
  /** The distribution: rising seconds, each with its share; the shares sum to 1. For expectations such as E[min(T, w)]. */
  points: { seconds: number; share: number }[];
}

const bucketOf = (seconds: number): number =>
  Math.ceil(Math.log(Math.max(seconds, SHORTEST_SECONDS)) / Math.log(RATIO));

const secondsOf = (bucket: number): number => (2 * RATIO ** bucket) / (RATIO + 1);

/** Recent latencies of a tool, a predictor or an actor, by name; undefined where none is known. */
export function latency(profile: Profile | undefined, kind: LatencyKind, name: string): Latency | undefined {
  const sketches = profile?.latency[kind];
  const sketch = sketches && Object.hasOwn(sketches, name) ? sketches[name] : undefined;
  if (!sketch || sketch.count <= 0) return undefined;
  const points = Object.entries(sketch.buckets)
    .map(([bucket, weight]) => ({ seconds: secondsOf(Number(bucket)), share: weight / sketch.count }))
    .sort((left, right) => left.seconds - right.seconds);
  return {
    observations: sketch.count,
    mean: points.reduce((sum, { seconds, share }) => sum + seconds * share, 0),
    p50: quantileOf(points, 0.5),
    p95: quantileOf(points, 0.95),
    points,
  };
}

function quantileOf(points: Latency['points'], q: number): number {
  let share = 0;
  for (const point of points) {
    share += point.share;
    if (share >= q - 1e-9) return point.seconds;
  }
  return points.at(-1)?.seconds ?? 0;
}

/** A sketch with further samples; older ones weigh less. */
export function addSeconds(sketch: LatencySketch | undefined, samples: readonly number[]): LatencySketch {
  const decay = 2 ** (-samples.length / HALF_LIFE_SAMPLES);
  const weights = new Map<string, number>();
  for (const [bucket, weight] of Object.entries(sketch?.buckets ?? {})) weights.set(bucket, weight * decay);
  for (const seconds of samples) {
    const bucket = String(bucketOf(seconds));
    weights.set(bucket, (weights.get(bucket) ?? 0) + 1);
  }
  const kept = [...weights].filter(([, weight]) => weight >= NEGLIGIBLE);
  const rounded = kept.map(([bucket, weight]): [string, number] => [bucket, round(weight)]);
  const count = rounded.reduce((sum, [, weight]) => sum + weight, 0);
  return { count, buckets: Object.fromEntries(rounded) };
}

/** Six digits are enough for a decayed count and keep profiles small. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;
