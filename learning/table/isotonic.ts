import type { Curve } from '../../contracts/table-model';

/** Fewest predictions behind one step of the curve. */
const LEAST_IN_STEP = 25;

/**
 * Isotonic regression (pool adjacent violators, Ayer et al. 1955) of what happened on what was predicted, as a piecewise
 * linear curve through the steps' means. Few predictions give the identity.
 */
export function isotonic(points: readonly { p: number; hit: number }[]): Curve {
  if (points.length < LEAST_IN_STEP * 2)
    return [
      [0, 0],
      [1, 1],
    ];
  const sorted = [...points].sort((a, b) => a.p - b.p);
  const blocks: { p: number; hit: number; count: number }[] = [];
  const step = Math.max(LEAST_IN_STEP, Math.floor(sorted.length / 200));
  for (let from = 0; from < sorted.length; from += step) {
    const part = sorted.slice(from, from + step);
    const block = { p: 0, hit: 0, count: part.length };
    for (const { p, hit } of part) {
      block.p += p;
      block.hit += hit;
    }
    blocks.push(block);
    while (blocks.length > 1) {
      const last = blocks.at(-1) as (typeof blocks)[0];
      const before = blocks.at(-2) as (typeof blocks)[0];
      if (before.hit / before.count < last.hit / last.count) break;
      blocks.pop();
      before.p += last.p;
      before.hit += last.hit;
      before.count += last.count;
    }
  }
  const curve = blocks.map(({ p, hit, count }): [number, number] => [round(p / count), round(hit / count)]);
  return [[0, 0], ...curve.filter(([x]) => x > 0 && x < 1), [1, Math.max(curve.at(-1)?.[1] ?? 1, 0)]];
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
