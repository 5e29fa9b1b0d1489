import type { Accounts } from '../../contracts/accounts';
import type { SpeculationBudget } from '../../contracts/gate';

/** What speculation has used as far as its accounts tell, for runs that carry no figure of their own. */
export const usedByAccounts = (accounts: Accounts): SpeculationBudget => ({
  launches: accounts.outcomes.launched + accounts.decisions.launched,
  costUsd: accounts.predictor.costUsd + accounts.actorAhead.costUsd + accounts.toolsAhead.costUsd,
});
