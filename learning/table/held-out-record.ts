import type { BinCounts } from '../../contracts/profile';
import type { Curve } from '../../contracts/table-model';
import { binOf, WHOLE_TURN } from '../../core/calibration/bins';
import { calibrated } from '../../core/table/calibrate';
import { LEAST_PROBABILITY } from '../../core/table/predict';
import { scoredTurns, type HeldOutTurns } from './calibration-points';
import type { TurnNote } from './gather';

/** Guesses a turn that are scored; a run asks for about as many. */
const TOP = 3;

/**
 * How often guesses were right on tasks that neither counts nor forest had seen, by tool and bin of the calibrated
 * probability: the same guesses, scored in the same way, as in a run (core/calibration/run-evidence.ts).
 */
export function heldOutRecord(parts: readonly HeldOutTurns[], curve: Curve): Record<string, BinCounts> {
  const record = new Map<string, Map<number, [right: number, wrong: number]>>();
  const score = (tool: string, probability: number, right: boolean): void => {
    const bins = record.get(tool) ?? new Map<number, [number, number]>();
    record.set(tool, bins);
    const bin = binOf(probability);
    const counts = bins.get(bin) ?? [0, 0];
    bins.set(bin, counts);
    counts[right ? 0 : 1] += 1;
  };
  for (const part of parts) {
    for (const { note, scores } of scoredTurns(part)) {
      for (const { at, probability } of bestGuesses(note, scores, curve)) {
        score(WHOLE_TURN, probability, note.hits[at] === true);
        for (const text of note.calls[at] ?? [])
          score(note.toolOf.get(text) ?? '', probability, note.made.has(text));
      }
    }
  }
  const ordered = [...record].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(ordered.map(([tool, bins]) => [tool, Object.fromEntries(bins)]));
}

/** The guesses that a run would have been told, best first: equal turns are one, and together they are at most sure. */
function bestGuesses(
  note: TurnNote,
  scores: Float64Array,
  curve: Curve,
): { at: number; probability: number }[] {
  const merged = new Map<string, { at: number; raw: number }>();
  for (const [at, raw] of scores.entries()) {
    if (!note.spelled[at]) continue;
    const calls = note.calls[at] ?? [];
    const key = calls.length === 0 ? `${at}` : [...calls].sort().join('\n');
    const same = merged.get(key);
    if (same) same.raw += raw;
    else merged.set(key, { at, raw });
  }
  let left = 1;
  const guesses: { at: number; probability: number }[] = [];
  for (const { at, raw } of [...merged.values()].sort((a, b) => b.raw - a.raw)) {
    if (guesses.length >= TOP) break;
    const probability = Math.min(left, calibrated(curve, raw));
    if (probability < LEAST_PROBABILITY) continue;
    left -= probability;
    guesses.push({ at, probability });
  }
  return guesses;
}
