import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  expectedMin,
  expectedMinOver,
  leftAfter,
  lognormal,
  meanOf,
  measured,
  mixtureOf,
  pointsOf,
  remainingPoints,
  slowestOf,
  type Latency,
} from '../../../core/gate/latency';
import { normalCdf, normalQuantile } from '../../../core/gate/normal';
import { seededRandom } from '../../../core/random';
import { drawLognormal, lognormalFromQuantiles } from '../../../core/statistics';

const SEARCH = lognormalFromQuantiles(1, 1.6);
const ACTOR = lognormalFromQuantiles(1.35, 2.5);

/** Hundredths of a second up to so many seconds. */
const times = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((hundredths) => hundredths / 100);

const latencies = fc.oneof(
  fc
    .record({ p50: times(60), spread: fc.integer({ min: 1, max: 20 }) })
    .map(({ p50, spread }): Latency => lognormal(lognormalFromQuantiles(p50 + 0.01, (p50 + 0.01) * spread))),
  fc.array(times(100), { minLength: 1, maxLength: 60 }).map(measured),
);

function simulatedMean(draw: () => number, draws = 200_000): number {
  let sum = 0;
  for (let at = 0; at < draws; at += 1) sum += draw();
  return sum / draws;
}

describe('the normal distribution', () => {
  it.each([
    [-1.959963985, 0.025],
    [0, 0.5],
    [1.281551566, 0.9],
    [1.644853627, 0.95],
    [3.090232306, 0.999],
  ])('at %d → %d, and back', (x, p) => {
    expect(normalCdf(x)).toBeCloseTo(p, 9);
    expect(normalQuantile(p)).toBeCloseTo(x, 6);
  });

  it.each([0, 1, -0.1, Number.NaN])('a quantile of %d → RangeError', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('E[min(X, w)]', () => {
  it.each([0.2, 1, 1.7, 10])('lognormal, window %d s → as a simulation finds it', (window) => {
    const random = seededRandom(7);
    const simulated = simulatedMean(() => Math.min(window, drawLognormal(SEARCH, random)));
    expect(expectedMin(lognormal(SEARCH), window)).toBeCloseTo(simulated, 2);
  });

  it('measured values → the mean of what fits', () => {
    expect(expectedMin(measured([3, 1, 2]), 2)).toBeCloseTo(5 / 3);
    expect(expectedMin(measured([]), 2)).toBe(0);
  });

  it('an uncertain window → as a simulation of both finds it', () => {
    const random = seededRandom(9);
    const simulated = simulatedMean(() =>
      Math.min(drawLognormal(ACTOR, random), drawLognormal(SEARCH, random)),
    );
    expect(expectedMinOver(lognormal(SEARCH), pointsOf(lognormal(ACTOR)))).toBeCloseTo(simulated, 1);
  });

  it('any distribution and windows → between 0 and either, and it rises with the window', () => {
    fc.assert(
      fc.property(latencies, times(100), times(100), (latency, one, other) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)];
        expect(expectedMin(latency, short)).toBeGreaterThanOrEqual(0);
        expect(expectedMin(latency, short)).toBeLessThanOrEqual(short + 1e-9);
        expect(expectedMin(latency, long)).toBeGreaterThanOrEqual(expectedMin(latency, short) - 1e-6);
      }),
      { endOnFailure: true },
    );
  });
});

describe('what is left of a window', () => {
  it('a lognormal after 2 s → as a simulation finds it', () => {
    const random = seededRandom(3);
    const left: number[] = [];
    while (left.length < 20_000) {
      const drawn = drawLognormal(ACTOR, random);
      if (drawn > 2) left.push(drawn - 2);
    }
    const simulated = left.reduce((sum, value) => sum + value, 0) / left.length;
    expect(meanOf(remainingPoints(lognormal(ACTOR), 2))).toBeCloseTo(simulated, 1);
  });

  it('measured values → those that are not over', () => {
    expect(remainingPoints(measured([1, 2, 5]), 1.5)).toEqual([0.5, 3.5]);
    expect(remainingPoints(measured([1, 2, 5]), 9)).toEqual([0]);
    expect(remainingPoints(lognormal(ACTOR), 1e6)).toEqual([0]);
  });

  it('behind other work → the pairs, never below 0', () => {
    expect(leftAfter([1, 3], [2])).toEqual([0, 1]);
    expect(leftAfter([1, 3], [])).toEqual([1, 3]);
  });
});

describe('combined distributions', () => {
  it('the slowest of several → never quicker than each, none → no time', () => {
    const slowest = slowestOf([lognormal(SEARCH), lognormal(SEARCH), measured([1.2])]);
    expect(meanOf(pointsOf(slowest))).toBeGreaterThan(meanOf(pointsOf(lognormal(SEARCH))));
    expect(Math.min(...pointsOf(slowest))).toBeGreaterThanOrEqual(1.2);
    expect(pointsOf(slowestOf([]))).toEqual([0]);
  });

  it('a mixture → each part by its weight', () => {
    const points = pointsOf(
      mixtureOf([
        { seconds: 1, weight: 3 },
        { seconds: 5, weight: 1 },
        { seconds: 9, weight: 0 },
      ]),
    );
    expect(points.filter((value) => value === 1)).toHaveLength(24);
    expect(points.filter((value) => value === 5)).toHaveLength(8);
    expect(pointsOf(mixtureOf([]))).toEqual([]);
  });
});
