import type { Profile } from '../../contracts/profile';
import { betaQuantile } from './beta';
import { BIN_EDGES, binCentre, binOf } from './bins';
import {
  CAUTIOUS,
  knowledge,
  type CalibrationMap,
  type CalibrationSettings,
  type Question,
} from './calibration-map';

export interface Calibrated {
  /** Best estimate that the prediction is right. */
  mean: number;
  /** The truth lies below it with the settings' `risk`. Never above `mean`. */
  lower: number;
  /** The estimate to act on: `lower` while nothing is known of the predictor, `mean` from thirty of its outcomes on. */
  acted: number;
  /** Outcomes of this tool that the estimate rests on, decayed. */
  observations: number;
}

/**
 * Outcomes of a predictor, its held-out record's among them, from which on its mean is acted on. What a launch is worth
 * rises with the probability in a straight line, so the mean is right whatever its spread, and a launch teaches nothing
 * that a prediction does not; caution is for predictors of whom nobody knows whether their probabilities mean anything.
 */
const KNOWN_AT = 30;

/** What of the way from a bound to the mean is gone with so many outcomes. */
export const shareOfMean = (outcomes: number): number => Math.min(1, outcomes / KNOWN_AT);

/**
 * A predictor's own probability in the light of how often it was right. Both estimates rise with the probability and are
 * 0 for 0. Without a profile or a record: the cautious prior.
 */
export function calibrated(
  profile: Profile | undefined,
  question: Question & { probability: number },
  settings: CalibrationSettings = CAUTIOUS,
): Calibrated {
  const { map, observations, known } = knowledge(profile, question, settings);
  const { probability } = question;
  const mean = between(map, probability);
  const lower = between(lowerBounds(map, observations, settings), probability);
  return {
    mean,
    lower,
    acted: lower + (mean - lower) * shareOfMean(known),
    observations: observations[binOf(probability)] ?? 0,
  };
}

/** Quantiles of each bin's Beta; what holds for a bin holds for those above it, since the truth rises too. */
export function lowerBounds(
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
