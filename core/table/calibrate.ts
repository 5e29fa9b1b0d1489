import type { Curve } from '../../contracts/table-model';

/** Probability on a piecewise linear curve; at its ends, the ends' own. */
export function calibrated(curve: Curve, raw: number): number {
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last) return raw;
  if (raw <= first[0]) return first[1];
  for (let at = 1; at < curve.length; at += 1) {
    const [x1, y1] = curve[at] as [number, number];
    if (raw > x1) continue;
    const [x0, y0] = curve[at - 1] as [number, number];
    return x1 === x0 ? y1 : y0 + ((raw - x0) / (x1 - x0)) * (y1 - y0);
  }
  return last[1];
}
