import type { BudgetLeft, SpeculationBudget } from '../../contracts/gate';
import type { RefusalReason } from '../../contracts/speculation';

/**
 * Why one more launch of this price does not fit into a budget of which so much is used, if it does not: the batch's
 * grant where the run's own limits would still have allowed it, else the limit that forbids it.
 */
export function overBudget({
  budget,
  used,
  priceUsd,
}: {
  budget: BudgetLeft;
  used: SpeculationBudget;
  priceUsd: number;
}): RefusalReason | undefined {
  const { own = budget } = budget;
  const isFull = (limit: SpeculationBudget): boolean => used.launches + 1 > limit.launches;
  const isBroke = (limit: SpeculationBudget): boolean =>
    used.costUsd >= limit.costUsd || used.costUsd + priceUsd > limit.costUsd;
  if (isFull(budget)) return isFull(own) ? 'budget_launches' : 'budget_grant';
  if (isBroke(budget)) return isBroke(own) ? 'budget_cost' : 'budget_grant';
  return undefined;
}
