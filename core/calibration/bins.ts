import type { BinCounts } from '../../contracts/profile';

/** Lower edges of the bins of raw probability; finer where a prediction is nearly sure or nearly hopeless. */
export const BIN_EDGES = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** Tool names under which the rightness of whole turns is kept, of all and of those that call; no tool can be called that. */
export const WHOLE_TURN = '@turn';
export const CALLING_TURN = '@calls';

/** Whether a name stands for turns and not for a tool. */
export const isTurn = (name: string): boolean => name === WHOLE_TURN || name === CALLING_TURN;

/** Bin of a raw probability; what is no number counts as 0. */
export function binOf(probability: number): number {
  let bin = 0;
  for (const [index, edge] of BIN_EDGES.entries()) if (probability >= edge) bin = index;
  return bin;
}

/** The middle of a bin. */
export function binCentre(bin: number): number {
  return ((BIN_EDGES[bin] ?? 1) + (BIN_EDGES[bin + 1] ?? 1)) / 2;
}

export const countsOf = (bins: BinCounts, bin: number): readonly [right: number, wrong: number] =>
  bins[bin] ?? [0, 0];

/** Outcomes in order, as letters: the bin from `a` on, upper case where the prediction was right. */
export const outcomeLetter = (bin: number, right: boolean): string =>
  String.fromCharCode((right ? 65 : 97) + bin);

export function readOutcome(letter: string): { bin: number; right: boolean } {
  const code = letter.charCodeAt(0);
  const right = code < 97;
  return { bin: code - (right ? 65 : 97), right };
}
