import { seededRandom, seedOf } from '../../../core/random';
import {
  drawLognormal,
  lognormalFromP95,
  lognormalFromQuantiles,
  type Lognormal,
} from '../../../core/statistics';

/** How long everything takes that nobody recorded, or all of it: points of lognormal distributions, in seconds. */
export interface LatencyModel {
  actor: { p50: number; p90: number };
  tool: { p50: number; p95: number };
  user: { p50: number; p90: number };
  /** Recorded seconds count where there are any. */
  recorded: boolean;
  seed: number;
}

/** Longest that anything is played, in seconds: recorded outliers (a laptop that slept) say nothing about agents. */
const MOST_SECONDS = 120;

type Kind = 'actor' | 'tool' | 'user';

/** Seconds of one piece of recorded work: the same for the same place of the same trajectory, in every arm. */
export function playedSeconds(
  model: LatencyModel,
  work: { kind: Kind; trajectory: string; turn: number; index?: number; recorded?: number | null },
): number {
  const { kind, trajectory, turn, index = 0, recorded } = work;
  const known = model.recorded && recorded !== null && recorded !== undefined && recorded > 0;
  const random = seededRandom(seedOf(`${model.seed} ${kind} ${trajectory} ${turn} ${index}`));
  const seconds = known ? recorded : drawLognormal(distributionOf(model, kind), random);
  return Math.round(Math.min(seconds, MOST_SECONDS) * 1e4) / 1e4;
}

function distributionOf(model: LatencyModel, kind: Kind): Lognormal {
  if (kind === 'tool') return lognormalFromP95(model.tool.p50, model.tool.p95);
  const { p50, p90 } = model[kind];
  return lognormalFromQuantiles(p50, p90);
}
