import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomIndex, randomNormal, seededRandom, seedOf } from '../../core/random';
import {
  bootstrapGeometricMean,
  drawLognormal,
  geometricMean,
  lognormalFromP95,
  lognormalFromQuantiles,
  mean,
  median,
  quantile,
} from '../../core/statistics';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
const ratios = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('mean, median and quantile', () => {
  it('mean, median, quantile, geometricMean: no values → undefined', () => {
    expect([mean([]), median([]), quantile([], 0.5), geometricMean([])]).toEqual(Array(4).fill(undefined));
  });

  it('median: even and odd counts in any order → the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it.each([
    [0, 1],
    [0.25, 1.75],
    [0.9, 3.7],
    [1, 4],
  ])('quantile: %d of 1, 2, 3, 4 → %d, as NumPy', (q, expected) => {
    expect(quantile([4, 2, 3, 1], q)).toBeCloseTo(expected, 12);
  });

  it('quantile: a share outside 0 to 1 → RangeError', () => {
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
  });

  it('quantile: any values → within them, and growing with the share', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const at = quantile(values, q) ?? NaN;
        expect(at).toBeGreaterThanOrEqual(Math.min(...values));
        expect(at).toBeLessThanOrEqual(Math.max(...values));
        expect(quantile(values, 1)).toBeGreaterThanOrEqual(at);
      }),
    );
  });
});

describe('geometricMean', () => {
  it('geometricMean: 2 and 8 → 4', () => expect(geometricMean([2, 8])).toBeCloseTo(4, 12));
  it.each([0, -1, NaN, Infinity])('geometricMean: %d among the values → RangeError', (value) => {
    expect(() => geometricMean([1, value])).toThrow(RangeError);
  });
});

describe('bootstrapGeometricMean', () => {
  it('bootstrapGeometricMean: any ratios → interval around the value, equal for an equal seed', () => {
    fc.assert(
      fc.property(ratios, fc.integer(), (values, seed) => {
        const first = bootstrapGeometricMean(values, { seed, draws: 200 });
        const second = bootstrapGeometricMean(values, { seed, draws: 200 });
        expect(first).toEqual(second);
        expect(first?.low).toBeLessThanOrEqual((first?.high ?? 0) + 1e-12);
        expect(first?.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(first?.high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('bootstrapGeometricMean: known ratios → the normal approximation, within a few percent', () => {
    // 40 values, half 0.5 and half 2: logarithms ±ln 2, standard error ln 2 / √40, 95 % at 1.96 of it.
    const values = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.5 : 2));
    const interval = bootstrapGeometricMean(values, { seed: 5 });
    const half = (1.96 * Math.LN2) / Math.sqrt(40);
    expect(interval?.value).toBeCloseTo(1, 12);
    expect(interval?.count).toBe(40);
    expect(Math.log(interval?.low ?? 1)).toBeCloseTo(-half, 1);
    expect(Math.log(interval?.high ?? 1)).toBeCloseTo(half, 1);
  });

  it('bootstrapGeometricMean: no ratios → undefined; one → that one', () => {
    expect(bootstrapGeometricMean([])).toBeUndefined();
    const one = bootstrapGeometricMean([0.75], { draws: 10 });
    expect(one?.low).toBeCloseTo(0.75, 12);
    expect(one?.high).toBeCloseTo(0.75, 12);
  });
});

describe('lognormal', () => {
  it('lognormalFromQuantiles: draws → have these quantiles', () => {
    const random = seededRandom(11);
    const distribution = lognormalFromQuantiles(2.1, 30.6);
    const draws = Array.from({ length: 20_000 }, () => drawLognormal(distribution, random));
    expect((quantile(draws, 0.5) ?? 0) / 2.1).toBeCloseTo(1, 1);
    expect((quantile(draws, 0.9) ?? 0) / 30.6).toBeCloseTo(1, 1);
  });

  it('lognormalFromP95: draws → have these quantiles; points out of order → RangeError', () => {
    const random = seededRandom(11);
    const draws = Array.from({ length: 20_000 }, () => drawLognormal(lognormalFromP95(0.32, 1.84), random));
    expect((quantile(draws, 0.5) ?? 0) / 0.32).toBeCloseTo(1, 1);
    expect((quantile(draws, 0.95) ?? 0) / 1.84).toBeCloseTo(1, 1);
    expect(() => lognormalFromP95(2, 1)).toThrow(RangeError);
  });

  it('lognormalFromQuantiles: p50 equal to p90 → a constant', () => {
    expect(drawLognormal(lognormalFromQuantiles(3, 3), seededRandom(1))).toBeCloseTo(3, 12);
  });

  it.each([
    [0, 1],
    [2, 1],
    [NaN, 1],
    [1, Infinity],
  ])('lognormalFromQuantiles: p50 %d and p90 %d → RangeError', (p50, p90) => {
    expect(() => lognormalFromQuantiles(p50, p90)).toThrow(RangeError);
  });
});

describe('seededRandom', () => {
  it('seededRandom: one seed → one sequence, another → another, all in [0, 1)', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 1000 }, () => random());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(draw(4))).toBeCloseTo(0.5, 1);
  });

  it('randomNormal: many draws → mean 0, deviation 1', () => {
    const random = seededRandom(9);
    const draws = Array.from({ length: 20_000 }, () => randomNormal(random));
    expect(mean(draws)).toBeCloseTo(0, 1);
    expect(mean(draws.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it('randomIndex: a limit → every index below it, none beyond', () => {
    const random = seededRandom(2);
    const seen = new Set(Array.from({ length: 200 }, () => randomIndex(random, 5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('seedOf: texts → 32 bits, different for different texts', () => {
    expect(seedOf('task-1')).not.toBe(seedOf('task-2'));
    expect(seedOf('x')).toBe(seedOf('x') >>> 0);
  });
});
