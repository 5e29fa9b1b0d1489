import type { BudgetLeft, SpeculationBudget } from '../../contracts/gate';
import type { RefusalReason } from '../../contracts/speculation';
import { overBudget } from '../budget/over-budget';

/** Takes launches out of a budget one by one; what does not fit any more is refused by what it does not fit into. */
export class Spend {
  private readonly used: SpeculationBudget = { launches: 0, costUsd: 0 };

  constructor(private readonly budget: BudgetLeft) {}

  /** Takes one launch of this price, or says which limit forbids it. */
  take(priceUsd: number): RefusalReason | undefined {
    const { budget, used } = this;
    const reason = overBudget({ budget, used, priceUsd });
    if (reason) return reason;
    used.launches += 1;
    used.costUsd += priceUsd;
    return undefined;
  }
}
