import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Profile, RunReport, SwitchState } from '../../../contracts/profile';
import { emptyProfile, fold } from '../../../core/calibration/fold';
import { isProbe, killSwitch } from '../../../core/calibration/kill-switch';
import { seededRandom } from '../../../core/random';
import { PREDICTOR, reportOf } from './reports';

const SEEDS = 40;

/** A deployment of runs of one prediction each, right as often as it says times a factor that the test changes. */
class World {
  profile: Profile = emptyProfile('p');
  private readonly random: () => number;

  constructor(
    seed: number,
    private readonly precision: number,
    private readonly spread: number,
  ) {
    this.random = seededRandom(seed);
  }

  get state(): SwitchState {
    return killSwitch(this.profile, PREDICTOR, 'look');
  }

  run(factor: number): void {
    const raw = Math.min(0.99, Math.max(0.02, this.precision + (this.random() - 0.5) * this.spread));
    this.profile = fold(this.profile, reportOf([[raw, this.random() < raw * factor]]));
  }

  runs(count: number, factor: number): void {
    for (let done = 0; done < count; done += 1) this.run(factor);
  }

  /** Runs until the switch stands as wanted; how many it took. */
  until(tripped: boolean, factor: number, limit: number): number {
    let taken = 0;
    for (; this.state.tripped !== tripped && taken < limit; taken += 1) this.run(factor);
    return taken;
  }
}

describe('kill switch', () => {
  // Share of 40 seeds, and false trips in 1,000 calls. How soon a change shows is a matter of precision: at 0.3 fifty calls
  // hold 15 right ones before and 7.5 after, and no test tells the two apart much better than this one.
  it.each([
    { precision: 0.9, spread: 0, within: 0.97, falsely: 0.5 },
    { precision: 0.8, spread: 0.3, within: 0.95, falsely: 0.5 },
    { precision: 0.7, spread: 0, within: 0.92, falsely: 1 },
    { precision: 0.6, spread: 0.3, within: 0.9, falsely: 3 },
    { precision: 0.5, spread: 0, within: 0.9, falsely: 6 },
    { precision: 0.3, spread: 0, within: 0.75, falsely: 9 },
  ])(
    'precision $precision halves → tripped within 50 calls, seldom before, and back when precision is',
    ({ precision, spread, within, falsely }) => {
      let inTime = 0;
      let falseTrips = 0;
      let back = 0;
      const steady = 250;
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const world = new World(seed * 7 + 1, precision, spread);
        world.runs(150, 1);
        const before = world.state.trips;
        world.runs(steady, 1);
        falseTrips += world.state.trips - before;
        world.until(false, 1, 1000);
        if (world.until(true, 0.5, 51) <= 50) inTime += 1;
        world.until(true, 0.5, 1000);
        if (world.until(false, 1, 100) < 100) back += 1;
      }
      expect(inTime / SEEDS).toBeGreaterThanOrEqual(within);
      expect((falseTrips / SEEDS / steady) * 1000).toBeLessThanOrEqual(falsely);
      expect(back / SEEDS).toBeGreaterThanOrEqual(0.9);
    },
    120_000,
  );

  it('precision stays halved → stays tripped, most of the time', () => {
    let tripped = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const world = new World(seed, 0.8, 0);
      world.runs(150, 1);
      world.until(true, 0.5, 500);
      for (let done = 0; done < 200; done += 1) {
        world.run(0.5);
        if (world.state.tripped) tripped += 1;
      }
    }
    expect(tripped / (20 * 200)).toBeGreaterThan(0.9);
  });

  it('halved for good → after long the new precision is what is normal, and the estimate says so', () => {
    const world = new World(3, 0.8, 0);
    world.runs(150, 1);
    world.until(true, 0.5, 500);
    expect(world.until(false, 0.5, 600)).toBeLessThanOrEqual(500);
    expect(world.state).toMatchObject({ tripped: false });
  });

  it('outcomes of the run itself → trip it in the run, without a new profile', () => {
    const profile = fold(
      emptyProfile('p'),
      reportOf(Array.from({ length: 100 }, (_, i) => [0.85, i % 7 > 0])),
    );
    const run = (misses: number) => reportOf(Array.from({ length: misses }, () => [0.85, false])).skills;
    expect(killSwitch(profile, PREDICTOR, 'look', run(1)).tripped).toBe(false);
    expect(killSwitch(profile, PREDICTOR, 'look', run(12)).tripped).toBe(true);
    expect(killSwitch(profile, PREDICTOR, 'find', run(12)).tripped).toBe(false);
    expect(killSwitch(profile, 'other', 'look', run(12)).tripped).toBe(false);
    expect(killSwitch(profile, PREDICTOR, 'look').tripped).toBe(false);
  });

  it('outcomes in one report or in several → the same state but for the expectations that moved in between', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (rights) => {
        const profile = fold(emptyProfile('p'), reportOf(Array.from({ length: 64 }, () => [0.85, true])));
        const report: RunReport = reportOf(rights.map((right) => [0.85, right]));
        const folded = killSwitch(fold(profile, report), PREDICTOR, 'look');
        expect(folded).toEqual(killSwitch(profile, PREDICTOR, 'look', report.skills));
      }),
    );
  });

  it('probes → about one in twenty, the same for equal seeds', () => {
    const seeds = Array.from({ length: 4000 }, (_, index) => `run ${index} key`);
    const share = seeds.filter(isProbe).length / seeds.length;
    expect(share).toBeGreaterThan(0.035);
    expect(share).toBeLessThan(0.065);
    expect(seeds.map(isProbe)).toEqual(seeds.map(isProbe));
  });
});
