import type { Curve } from '../../contracts/table-model';

/** Probability on a piecewise linear curve; at its ends, the ends' own. */
export function calibrated(curve: Curve, raw: number): number {
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last) return raw;
  if (raw <= first[0]) return first[1];
  for (let at = 1; at < curve.length; at += 1) {
    const right = curve[at] as Curve[0];
    const x1 = right[0];
    if (raw > x1) continue;
    const left = curve[at - 1] as Curve[0];
    const x0 = left[0];
    const y0 = left[1];
    const y1 = right[1];
    return x1 === x0 ? y1 : y0 + ((raw - x0) / (x1 - x0)) * (y1 - y0);
  }
  return last[1];
}
