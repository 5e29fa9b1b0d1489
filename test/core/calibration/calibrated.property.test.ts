import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Profile } from '../../../contracts/profile';
import { betaCdf, betaQuantile } from '../../../core/calibration/beta';
import { calibrated } from '../../../core/calibration/calibrated';
import { emptyProfile, fold } from '../../../core/calibration/fold';
import { seededRandom } from '../../../core/random';
import { PREDICTOR, reportOf } from './reports';

const outcomes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  maxLength: 60,
});
const history = fc.array(
  fc.record({
    outcomes,
    tool: fc.constantFrom('look', 'find'),
    predictor: fc.constantFrom(PREDICTOR, 'other'),
  }),
  { maxLength: 6 },
);
const profileOf = (reports: { outcomes: [number, boolean][]; tool: string; predictor: string }[]): Profile =>
  reports.reduce((profile, report) => fold(profile, reportOf(report.outcomes, report)), emptyProfile('p'));
const ask = (
  profile: Profile | undefined,
  probability: number,
  run?: ReturnType<typeof reportOf>['skills'],
) => calibrated(profile, { predictor: PREDICTOR, tool: 'look', probability, run });

describe('calibrated', () => {
  it('any history → 0 ≤ lower ≤ mean ≤ 1, both rise with the probability, 0 for 0', () => {
    fc.assert(
      fc.property(history, outcomes, (reports, own) => {
        const profile = profileOf(reports);
        const { skills } = reportOf(own);
        let before = { mean: 0, lower: 0 };
        for (let probability = 0; probability <= 1.0001; probability += 0.02) {
          const now = ask(profile, Math.min(1, probability), skills);
          expect(now.lower).toBeLessThanOrEqual(now.mean + 1e-9);
          expect(now.mean).toBeLessThanOrEqual(1);
          expect(now.mean).toBeGreaterThanOrEqual(before.mean - 1e-9);
          expect(now.lower).toBeGreaterThanOrEqual(before.lower - 1e-9);
          before = now;
        }
        expect(ask(profile, 0, skills)).toMatchObject({ mean: 0, lower: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('one more right outcome → never less; one more wrong → never more', () => {
    fc.assert(
      fc.property(history, outcomes, fc.double({ min: 0.01, max: 1, noNaN: true }), (reports, own, p) => {
        const profile = profileOf(reports);
        const with_ = (right: boolean) => ask(profile, p, reportOf([...own, [p, right]]).skills).mean;
        const without = ask(profile, p, reportOf(own).skills).mean;
        expect(with_(true)).toBeGreaterThanOrEqual(without - 1e-9);
        expect(with_(false)).toBeLessThanOrEqual(without + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('nothing known → cautious: half the probability, and a lower bound far below', () => {
    for (const profile of [undefined, emptyProfile('p')]) {
      expect(ask(profile, 0.75)).toMatchObject({ mean: 0.375, observations: 0 });
      expect(ask(profile, 0.75).lower).toBeLessThan(0.15);
      expect(ask(profile, 1).lower).toBeLessThan(0.25);
    }
  });

  it.each([
    [0.9, 0.9],
    [0.9, 0.3],
    [0.3, 0.8],
    [0.5, 0],
  ])(
    'raw %d, right in %d of 300 → the estimate is close to the truth, whatever the predictor says',
    (raw, truth) => {
      const random = seededRandom(7);
      let profile = emptyProfile('p');
      for (let run = 0; run < 100; run += 1)
        profile = fold(profile, reportOf([1, 2, 3].map(() => [raw, random() < truth])));
      const { mean, lower, observations } = ask(profile, raw);
      expect(Math.abs(mean - truth)).toBeLessThan(0.08);
      expect(mean - lower).toBeLessThan(0.08);
      expect(observations).toBeGreaterThan(90);
    },
  );

  it('over many worlds and few data → the truth lies below the lower bound in about a tenth of them at most', () => {
    let below = 0;
    const worlds = 400;
    for (let seed = 0; seed < worlds; seed += 1) {
      const random = seededRandom(seed);
      // Calibrated on average; this tool more or less.
      const truth = random();
      const raw = Math.min(1, Math.max(0.02, truth + (random() - 0.5) * 0.6));
      const seen = Math.floor(random() * 30);
      const profile = fold(
        emptyProfile('p'),
        reportOf(Array.from({ length: seen }, () => [raw, random() < truth])),
      );
      if (truth < ask(profile, raw).lower) below += 1;
    }
    expect(below / worlds).toBeLessThan(0.13);
  });

  it('a tool that was never seen → backs off to the predictor’s other tools, with the caution of no data', () => {
    const report = reportOf(
      Array.from({ length: 40 }, () => [0.8, true]),
      { tool: 'find' },
    );
    const found = ask(fold(emptyProfile('p'), report), 0.8);
    expect(found.mean).toBeGreaterThan(0.8);
    expect(found.lower).toBeLessThan(found.mean - 0.1);
    expect(found.observations).toBe(0);
    const other = calibrated(fold(emptyProfile('p'), report), {
      predictor: 'new@1',
      tool: 'find',
      probability: 0.8,
    });
    expect(other).toEqual(ask(undefined, 0.8));
  });

  it('the run’s own misses → count at once, also against a profile of hundreds of hits', () => {
    const profile = fold(emptyProfile('p'), reportOf(Array.from({ length: 300 }, () => [0.8, true])));
    const own = (misses: number) => reportOf(Array.from({ length: misses }, () => [0.8, false])).skills;
    const means = [0, 1, 2, 4, 8].map((misses) => ask(profile, 0.8, own(misses)).mean);
    expect(means[0]).toBeGreaterThan(0.95);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    const weaker = fold(
      emptyProfile('p'),
      reportOf(Array.from({ length: 300 }, (_, index) => [0.8, index % 10 > 2])),
    );
    expect(ask(weaker, 0.8, own(8)).mean).toBeLessThan(0.5);
  });

  it('names that are properties of every object → tools and predictors like others', () => {
    const profile = fold(emptyProfile('p'), reportOf([[0.8, true]], { tool: 'constructor' }));
    for (const tool of ['constructor', 'toString', '__proto__'])
      expect(calibrated(profile, { predictor: PREDICTOR, tool, probability: 0.8 }).mean).toBeGreaterThan(0.3);
    expect(calibrated(profile, { predictor: 'toString', tool: 'x', probability: 0.8 })).toEqual(
      calibrated(undefined, { predictor: 'toString', tool: 'x', probability: 0.8 }),
    );
  });
});

describe('beta', () => {
  it.each([
    // Closed forms: x^a for b = 1, 1 - (1 - x)^b for a = 1, the arcsine law, 31 x^30 - 30 x^31.
    [0.3, 2.5, 1, 0.3 ** 2.5],
    [0.3, 1, 40, 1 - 0.7 ** 40],
    [0.01, 1, 0.4, 1 - 0.99 ** 0.4],
    [0.2, 0.5, 0.5, (2 / Math.PI) * Math.asin(Math.sqrt(0.2))],
    [0.9, 30, 2, 31 * 0.9 ** 30 - 30 * 0.9 ** 31],
    [0.2, 2, 3, 0.1808],
  ])('distribution at %d of Beta(%d, %d) → %d', (x, a, b, expected) => {
    expect(betaCdf(x, a, b)).toBeCloseTo(expected, 9);
  });

  it('quantile → the inverse of the distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.2, max: 400, noNaN: true }),
        fc.double({ min: 0.2, max: 400, noNaN: true }),
        (q, a, b) => {
          const x = betaQuantile(q, a, b);
          expect(betaCdf(x, a, b)).toBeLessThanOrEqual(q + 1e-9);
          expect(betaCdf(x + 2e-7, a, b)).toBeGreaterThanOrEqual(q - 1e-6);
        },
      ),
    );
  });
});
