import { describe, expect, it } from '@jest/globals';
import type { BudgetLeft } from '../../../contracts/gate';
import { overBudget } from '../../../core/budget/over-budget';
import { thresholdGate } from '../../../core/gate/threshold-gate';
import { asked, question, turn } from '../gate/questions';

const run: BudgetLeft = { launches: 2, costUsd: 1 };
const granted: BudgetLeft = { launches: 1, costUsd: 0.5, own: run };

describe('one more launch against a budget', () => {
  it.each([
    ['a run of its own, something left', run, { launches: 1, costUsd: 0.5 }, 0.5, undefined],
    ['a run of its own, no launch left', run, { launches: 2, costUsd: 0 }, 0, 'budget_launches'],
    ['a run of its own, too dear', run, { launches: 0, costUsd: 0.5 }, 0.6, 'budget_cost'],
    ['a run of its own, no dollar left', run, { launches: 0, costUsd: 1 }, 0, 'budget_cost'],
    ['inside a grant', granted, { launches: 0, costUsd: 0 }, 0.5, undefined],
    ['beyond a grant’s launches', granted, { launches: 1, costUsd: 0 }, 0, 'budget_grant'],
    ['beyond a grant’s dollars', granted, { launches: 0, costUsd: 0.2 }, 0.4, 'budget_grant'],
    [
      'beyond the grant and the run’s own launches',
      granted,
      { launches: 2, costUsd: 0 },
      0,
      'budget_launches',
    ],
    ['beyond the grant and the run’s own dollars', granted, { launches: 0, costUsd: 0 }, 1.2, 'budget_cost'],
    [
      'launches allowed, dollars the run’s own fault',
      granted,
      { launches: 0, costUsd: 0.1 },
      0.95,
      'budget_cost',
    ],
  ] as const)('%s → its reason', (_name, budget, used, priceUsd, expected) => {
    expect(overBudget({ budget, used, priceUsd })).toBe(expected);
  });

  it('a gate that hands out what is left of a grant → says that it was the grant', () => {
    const two = turn([asked('look', 1), asked('look', 2)], 0.9);
    const [verdict] = thresholdGate(0.2).judge(question([two], { budget: granted }));
    expect(verdict!.calls).toEqual([{ admit: true }, { admit: false, reason: 'budget_grant' }]);
  });
});
