import { describe, expect, it } from '@jest/globals';
import { gateLines } from '../../../../client/cli/screen/gate-lines';
import type { Fate } from '../../../../learning/gate/explain-step';

const value = { q: 0.09, windowSeconds: 0.5, savedSeconds: 0.4, riskUsd: 0.0007, evUsd: 0.0001 };

/** The line about the decision ahead, where the guess's call and that decision fared so. */
function aheadLine(call: Fate, ahead: Fate): string | undefined {
  const lines = gateLines({
    workflowId: 'run-a',
    arm: 'speculate',
    step: 1,
    predictions: [
      {
        gate: 'value',
        reach: 1,
        elapsedSeconds: 0,
        candidates: [
          {
            turn: 'calls',
            probability: 0.4,
            source: 'model',
            calls: [{ tool: 'look', arguments: {}, fate: call }],
            ahead: { fate: ahead, value },
          },
        ],
      },
    ],
  });
  return lines.find((line) => line.includes('ahead'))?.trim();
}

describe('gateLines, a decision ahead', () => {
  const noValue: Fate = { launched: false, by: 'gate', reason: 'no_value' };

  it('behind a call that is not launched → says so, and not that it were worth nothing', () => {
    expect(aheadLine(noValue, noValue)).toBe(
      'asking the actor ahead, behind this turn: not asked, since a call of this turn is not launched',
    );
  });

  it('behind a call that is launched → its own reason', () => {
    expect(aheadLine({ launched: true }, noValue)).toMatch(/not launched by the gate: .* \(no_value\)$/);
    const budget: Fate = { launched: false, by: 'gate', reason: 'budget_cost' };
    expect(aheadLine(noValue, budget)).toMatch(/\(budget_cost\)$/);
  });
});
