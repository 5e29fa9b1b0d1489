import type { RunReport } from '../../../contracts/profile';
import { binOf, outcomeLetter } from '../../../core/calibration/bins';

export const PREDICTOR = 'table@1';

/** A report of one predictor's guesses at one tool: raw probability and whether it was right, in order. */
export function reportOf(
  outcomes: readonly [probability: number, right: boolean][],
  { tool = 'look', predictor = PREDICTOR, runToken = 'run' } = {},
): RunReport {
  const bins: Record<string, [number, number]> = {};
  let recent = '';
  for (const [probability, right] of outcomes) {
    const bin = binOf(probability);
    const [hits, misses] = bins[bin] ?? [0, 0];
    bins[bin] = right ? [hits + 1, misses] : [hits, misses + 1];
    recent += outcomeLetter(bin, right);
  }
  const probes = { launched: 0, right: 0, wrong: 0 };
  const skill = { predictor, tool, bins, recent: recent.slice(-64), launched: 0, claimed: 0, probes };
  return { format: 1, runToken, skills: [skill], latencies: [] };
}
