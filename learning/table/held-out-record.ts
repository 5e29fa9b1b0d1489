import type { BinCounts } from '../../contracts/profile';
import type { TableModel } from '../../contracts/table-model';
import { binOf, CALLING_TURN, WHOLE_TURN } from '../../core/calibration/bins';
import { calibrated } from '../../core/table/calibrate';
import { LEAST_PROBABILITY } from '../../core/table/predict';
import { scoredTurns, type HeldOutTurns } from './calibration-points';
import type { TurnNote } from './gather';

/** Guesses a turn that are scored; a run asks for about as many. */
const TOP = 3;

/**
 * How often guesses were right on tasks that neither counts nor forest had seen, by tool and bin of the calibrated
 * probability: the same guesses, scored in the same way, as in a run (core/calibration/run-evidence.ts): each turn by its
 * own probability, each call once, by that of any turn that makes it.
 */
export function heldOutRecord(
  parts: readonly HeldOutTurns[],
  curves: Pick<TableModel['calibration'], 'turn' | 'call'>,
): Record<string, BinCounts> {
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
      const guesses = bestGuesses(note, scores, curves.turn);
      const calls = callProbabilities(note, scores, curves.call);
      const turnOf = new Map<string, number>();
      for (const { at, probability } of guesses) {
        const texts = note.calls[at] ?? [];
        score(WHOLE_TURN, probability, note.hits[at] === true);
        if (texts.length > 0) score(CALLING_TURN, probability, note.hits[at] === true);
        for (const text of new Set(texts)) turnOf.set(text, (turnOf.get(text) ?? 0) + probability);
      }
      for (const [text, turns] of turnOf)
        score(note.toolOf.get(text) ?? '', Math.max(turns, calls.get(text) ?? 0), note.made.has(text));
    }
  }
  const ordered = [...record].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(ordered.map(([tool, bins]) => [tool, Object.fromEntries(bins)]));
}

/** That a turn makes a call: all the turns that hold it together, as core/table/predict.ts tells it. */
function callProbabilities(
  note: TurnNote,
  scores: Float64Array,
  curve: TableModel['calibration']['call'],
): Map<string, number> {
  const raw = new Map<string, number>();
  for (const [at, score] of scores.entries())
    for (const text of new Set(note.calls[at] ?? [])) raw.set(text, (raw.get(text) ?? 0) + score);
  return new Map([...raw].map(([text, sum]) => [text, calibrated(curve, Math.min(1, sum))]));
}

/** The guesses that a run would have been told, best first: equal turns are one, and together they are at most sure. */
function bestGuesses(
  note: TurnNote,
  scores: Float64Array,
  curve: TableModel['calibration']['turn'],
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
