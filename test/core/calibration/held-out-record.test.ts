import { describe, expect, it } from '@jest/globals';
import type { HeldOutRecord } from '../../../contracts/profile';
import { binOf } from '../../../core/calibration/bins';
import { calibrated } from '../../../core/calibration/calibrated';
import { emptyProfile, fold } from '../../../core/calibration/fold';
import { killSwitch } from '../../../core/calibration/kill-switch';
import { learnedEvidence } from '../../../core/gate/learned-evidence';
import { PREDICTOR, reportOf } from './reports';

const recordOf = (tool: string, probability: number, right: number, wrong: number): HeldOutRecord => ({
  [tool]: { [binOf(probability)]: [right, wrong] },
});
const ask = (record: HeldOutRecord | undefined, tool = 'look', probability = 0.65) =>
  calibrated(undefined, { predictor: PREDICTOR, tool, probability, ...(record ? { record } : {}) });

describe('a predictor’s held-out record', () => {
  it('calibrated on held-out tasks → acted on at once, near what it was right in', () => {
    const { mean, acted } = ask(recordOf('look', 0.65, 650, 350));
    expect(mean).toBeGreaterThan(0.58);
    expect(mean).toBeLessThan(0.7);
    expect(acted).toBe(mean);
  });

  it('no record → cautious, far below what the predictor says', () => {
    expect(ask(undefined).acted).toBeLessThan(0.1);
  });

  it('measured to be right as often as it says → taken at its word where the record has no outcomes, too', () => {
    const record = recordOf('look', 0.35, 350, 650);
    expect(ask(record, 'look', 0.65).mean).toBeGreaterThan(0.55);
    expect(ask(record, 'look', 0.65).mean).toBeLessThan(0.75);
  });

  it('a record of being wrong → believed as well', () => {
    expect(ask(recordOf('look', 0.65, 50, 950)).acted).toBeLessThan(0.15);
  });

  it('a tool that the record does not know → what the predictor’s other tools say', () => {
    const found = ask(recordOf('find', 0.65, 650, 350));
    expect(found.acted).toBeGreaterThan(0.4);
    expect(found.acted).toBeLessThan(0.7);
  });

  it('a deployment that differs → outweighs the record', () => {
    const record = recordOf('look', 0.65, 650, 350);
    const profile = fold(
      emptyProfile('p'),
      reportOf(Array.from({ length: 400 }, (_, index) => [0.65, index % 10 === 0])),
    );
    const { mean } = calibrated(profile, { predictor: PREDICTOR, tool: 'look', probability: 0.65, record });
    expect(mean).toBeLessThan(0.25);
  });

  it('whole turns that call → without a record of their own, all turns speak for them', () => {
    const found = ask(recordOf('@turn', 0.65, 650, 350), '@calls');
    expect(found.acted).toBeGreaterThan(0.5);
    expect(ask(recordOf('find', 0.65, 650, 350), '@calls').acted).toBeLessThan(0.1);
  });

  it('the evidence of a run → the record of the predictor that is asked about, and no other', () => {
    const records = { [PREDICTOR]: recordOf('look', 0.65, 650, 350) };
    const evidence = learnedEvidence(undefined, { skills: [], latencies: [], records }, 'seed');
    const of = (predictor: string): number =>
      evidence.probability({ predictor, tool: 'look', probability: 0.65 });
    expect(of(PREDICTOR)).toBeGreaterThan(0.55);
    expect(of('other')).toBeLessThan(0.1);
    expect(of('constructor')).toBeLessThan(0.1);
  });

  it('the share of whole turns that were right → told by the record as by runs', () => {
    const records = { [PREDICTOR]: recordOf('@turn', 0.65, 900, 100) };
    const evidence = learnedEvidence(undefined, { skills: [], latencies: [], records }, 'seed');
    expect(evidence.hitRate(PREDICTOR)).toBeGreaterThan(0.8);
    expect(evidence.hitRate('other')).toBe(0.5);
  });

  it('the kill switch → knows nothing of it: five misses of a predictor that nobody has seen here are no fall', () => {
    const run = reportOf(Array.from({ length: 5 }, () => [0.65, false])).skills;
    expect(killSwitch(undefined, PREDICTOR, 'look', run).tripped).toBe(false);
  });
});
