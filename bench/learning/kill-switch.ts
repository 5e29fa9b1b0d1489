import type { Profile, RunReport } from '../../contracts/profile';
import { binOf, outcomeLetter } from '../../core/calibration/bins';
import { emptyProfile, fold } from '../../core/calibration/fold';
import { killSwitch } from '../../core/calibration/kill-switch';
import { seededRandom } from '../../core/random';

const PREDICTOR = 'simulated';
const TOOL = 'look';
/** Runs of one guess each: to learn what is normal, to see false trips, and after which a change must have shown. */
const LEARNING = 150;
const STEADY = 500;
const WITHIN = 50;

export interface SwitchRow {
  precision: number;
  /** Share of the seeds in which the switch tripped within 50 guesses after precision halved. */
  inTime: number;
  /** Share of the seeds in which it tripped within the first 50 guesses that a deployment ever saw, at a steady precision. */
  early: number;
  /** Trips in 1,000 guesses of a steady precision. */
  falseTrips: number;
}

/** How soon the kill switch sees that precision has halved, and how often it is wrong; deterministic. */
export function simulateSwitch(seeds: number): SwitchRow[] {
  return [0.9, 0.8, 0.7, 0.6, 0.5, 0.3].map((precision) => {
    let inTime = 0;
    let trips = 0;
    let early = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const random = seededRandom(seed);
      let profile = emptyProfile('simulated');
      const play = (share: number): void => {
        profile = fold(profile, reportOf(precision, random() < share));
      };
      for (let run = 0; run < WITHIN; run += 1) play(precision);
      if (stateOf(profile).trips > 0) early += 1;
      for (let run = WITHIN; run < LEARNING; run += 1) play(precision);
      const before = stateOf(profile).trips;
      for (let run = 0; run < STEADY; run += 1) play(precision);
      trips += stateOf(profile).trips - before;
      for (let run = 0; run < 1000 && stateOf(profile).tripped; run += 1) play(precision);
      for (let run = 0; run < WITHIN && !stateOf(profile).tripped; run += 1) play(precision / 2);
      if (stateOf(profile).tripped) inTime += 1;
    }
    const falseTrips = (1000 * trips) / (seeds * STEADY);
    return { precision, inTime: inTime / seeds, early: early / seeds, falseTrips };
  });
}

/** The table of docs/learning-online.md. */
export function renderSwitch(rows: readonly SwitchRow[]): string {
  const lines = rows.map(
    ({ precision, inTime, early, falseTrips }) =>
      `| ${precision} → ${Number((precision / 2).toFixed(2))} | ${Math.round(100 * inTime)} % | ${falseTrips.toFixed(2)} | ${Math.round(100 * early)} % |`,
  );
  return [
    '| precision before → after | tripped within 50 calls | false trips in 1,000 calls at steady precision | deployments that trip falsely within their first 50 calls |',
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}

const stateOf = (profile: Profile) => killSwitch(profile, PREDICTOR, TOOL);

function reportOf(probability: number, right: boolean): RunReport {
  const bin = binOf(probability);
  const skill = {
    predictor: PREDICTOR,
    tool: TOOL,
    bins: { [bin]: (right ? [1, 0] : [0, 1]) as [number, number] },
    recent: outcomeLetter(bin, right),
    launched: 0,
    claimed: 0,
    probes: { launched: 0, right: 0, wrong: 0 },
  };
  return { format: 1, runToken: 'simulated', skills: [skill], latencies: [] };
}
