import type { SpeculationBudget } from '../../contracts/gate';
import type { RefusalReason } from '../../contracts/speculation';

/** Takes launches out of a budget one by one; what does not fit any more is refused by what it does not fit into. */
export class Spend {
  private launches = 0;
  private costUsd = 0;

  constructor(private readonly budget: SpeculationBudget) {}

  /** Takes one launch of this price, or says which limit forbids it. */
  take(priceUsd: number): RefusalReason | undefined {
    if (this.launches + 1 > this.budget.launches) return 'budget_launches';
    if (this.costUsd + priceUsd > this.budget.costUsd) return 'budget_cost';
    this.launches += 1;
    this.costUsd += priceUsd;
    return undefined;
  }
}
