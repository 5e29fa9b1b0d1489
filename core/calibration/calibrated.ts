import type { Profile } from '../../contracts/profile';
import { betaQuantile } from './beta';
import { BIN_EDGES, binCentre, binOf } from './bins';
import {
  CAUTIOUS,
  knowledge,
  type CalibrationMap,
  type CalibrationSettings,
  type Knowledge,
  type Question,
} from './calibration-map';

export interface Calibrated {
  /** Best estimate that the prediction is right. */
  readonly mean: number;
  /** The truth lies below it with the settings' `risk`. Never above `mean`. */
  readonly lower: number;
  /** The estimate to act on: `lower` while nothing is known of the predictor, `mean` from thirty of its outcomes on. */
  readonly acted: number;
  /** Outcomes of this tool that the estimate rests on, decayed. */
  readonly observations: number;
}

/**
 * Outcomes of a predictor, its held-out record's among them, from which on its mean is acted on. What a launch is worth
 * rises with the probability in a straight line, so the mean is right whatever its spread, and a launch teaches nothing
 * that a prediction does not; caution is for predictors of whom nobody knows whether their probabilities mean anything.
 */
const KNOWN_AT = 30;

/**
 * A predictor's own probability in the light of how often it was right. Both estimates rise with the probability and are
 * 0 for 0. Without a profile or a record: the cautious prior.
 */
export function calibrated(
  profile: Profile | undefined,
  question: Question & { probability: number },
  settings: CalibrationSettings = CAUTIOUS,
): Calibrated {
  const found = knowledge(profile, question, settings);
  const { map, observations, known } = found;
  const { probability } = question;
  return {
    mean: between(map, probability),
    observations: observations[binOf(probability)] ?? 0,
    // Quantiles take most of the time: worked out when they are asked for.
    get lower() {
      return between(lowerBounds(map, observations, settings), probability);
    },
    get acted() {
      return between(actedMap(found, known, settings), probability);
    },
  };
}

/** Bin by bin what is acted on with so many outcomes known: the bounds at none, the means from thirty on. */
export function actedMap(
  { map, observations }: Pick<Knowledge, 'map' | 'observations'>,
  outcomes: number,
  settings: CalibrationSettings,
): CalibrationMap {
  const share = Math.min(1, outcomes / KNOWN_AT);
  if (share >= 1) return map;
  const lower = lowerBounds(map, observations, settings);
  return map.map((mean, bin) => mean * share + (lower[bin] ?? 0) * (1 - share));
}

/** Quantiles of each bin's Beta; what holds for a bin holds for those above it, since the truth rises too. */
function lowerBounds(
  map: CalibrationMap,
  observations: readonly number[],
  { priorStrength, risk }: CalibrationSettings,
): number[] {
  let highest = 0;
  return map.map((mean, bin) => {
    const strength = priorStrength + (observations[bin] ?? 0);
    const bound = betaQuantile(risk, Math.max(mean * strength, 1e-6), Math.max((1 - mean) * strength, 1e-6));
    highest = Math.max(highest, Math.min(bound, mean));
    return highest;
  });
}

/** Linear between the middles of the bins, from 0 at 0; level beyond the last middle. */
function between(values: readonly number[], probability: number): number {
  if (!(probability > 0)) return 0;
  let [x, y] = [0, 0];
  for (const bin of BIN_EDGES.keys()) {
    const [nextX, nextY] = [binCentre(bin), values[bin] ?? 0];
    if (probability <= nextX) return y + ((nextY - y) * (probability - x)) / (nextX - x);
    [x, y] = [nextX, nextY];
  }
  return y;
}
