import { describe, expect, it } from '@jest/globals';
import { parseGate, replayArms } from '../../../../bench/replay/arms';
import { armResults } from '../../../../bench/replay/measure/arm-results';
import { ALL_DOMAINS, compareGates } from '../../../../bench/replay/measure/compare-gates';
import { renderGatesMarkdown } from '../../../../bench/replay/report/render-gates';
import { emptyAccounts } from '../../../../core/accounts';

const arms = replayArms({
  guesser: 'table',
  gates: ['value', 'always', 'threshold:0.1', 'threshold:0.5'].map(parseGate),
  oracle: true,
  lookahead: 1,
});

/** Two runs of ten seconds and ten cents each, and what the arms made of them. */
const domain = (name: string, played: Record<string, [seconds: number, costUsd: number]>) => {
  const runs = Object.entries({ baseline: [10, 0.1] as const, ...played }).flatMap(
    ([arm, [ownSeconds, costUsd]]) =>
      [0, 1].map((trajectory) => ({
        arm,
        trajectory,
        ownSeconds,
        wallSeconds: ownSeconds,
        costUsd,
        transcript: 'x',
        accounts: emptyAccounts(),
      })),
  );
  return { domain: name, arms: armResults(arms, runs) };
};

const shop = domain('shop', {
  'table/value': [8, 0.11],
  'table/always': [7, 0.2],
  'table/threshold:0.1': [7, 0.12],
  'table/threshold:0.5': [9, 0.1],
  oracle: [6, 0.1],
});
const desk = domain('desk', {
  'table/value': [9, 0.1],
  'table/always': [9, 0.2],
  'table/threshold:0.1': [10, 0.15],
  'table/threshold:0.5': [9, 0.1],
  oracle: [6, 0.1],
});

describe('gates compared', () => {
  const rows = compareGates([shop, desk], arms, 0.01);
  const of = (name: string, arm: string) =>
    rows.find((row) => row.domain === name && row.arm === `table/${arm}`);

  it('net → seconds saved at the price of time, less the extra dollars', () => {
    expect(of('shop', 'value')).toMatchObject({
      savedSeconds: 2,
      extraCostUsd: expect.closeTo(0.01, 9),
      netUsd: expect.closeTo(0.01, 9),
      ratio: expect.closeTo(0.8, 9),
    });
    expect(of('shop', 'always')?.netUsd).toBeCloseTo(0.03 - 0.1, 9);
  });

  it('one threshold alone → the one to compare with; one that does nothing → none is', () => {
    const two = arms.filter(({ name }) => name === 'table/value' || name === 'table/threshold:0.1');
    const bestOf = (played: Parameters<typeof compareGates>[0][number]) =>
      compareGates([played], two, 0.01).flatMap(({ arm, isBestThreshold }) => (isBestThreshold ? [arm] : []));
    expect(bestOf(shop)).toEqual(['table/threshold:0.1']);
    expect(
      bestOf(
        domain('idle', { 'table/value': [10, 0.1], 'table/threshold:0.1': [10, 0.1], oracle: [10, 0.1] }),
      ),
    ).toEqual([]);
  });

  it('the best fixed threshold → marked in each domain, and one for all of them together', () => {
    const best = rows.filter(({ isBestThreshold }) => isBestThreshold);
    expect(best.map((row) => [row.domain, row.arm])).toEqual([
      ['shop', 'table/threshold:0.1'],
      ['desk', 'table/threshold:0.5'],
      [ALL_DOMAINS, 'table/threshold:0.5'],
    ]);
    expect(of(ALL_DOMAINS, 'value')).toMatchObject({
      ratio: expect.closeTo(Math.sqrt(0.8 * 0.9), 9),
      netUsd: expect.closeTo(0.01, 9),
    });
    expect(renderGatesMarkdown(rows)).toContain('| best |');
  });

  it('the oracle and a single gate → nothing to compare', () => {
    expect(rows.some(({ arm }) => arm === 'oracle')).toBe(false);
    const alone = replayArms({ guesser: 'table', gates: [{ rule: 'value' }], oracle: true, lookahead: 1 });
    expect(compareGates([shop], alone, 0.01)).toEqual([]);
  });

  it('one domain → no row for all', () =>
    expect(compareGates([shop], arms, 0.01).map((row) => row.domain)).not.toContain(ALL_DOMAINS));
});
