import type { Accounts } from '../../contracts/accounts';
import type { AgentLimits, RunStatus } from '../../contracts/run';
import { totalCostUsd } from '../accounts';

/** Tokens that a run's models have read and written, ahead or not. */
export function totalTokens(accounts: Accounts): number {
  return [accounts.actor, accounts.actorAhead, accounts.predictor].reduce(
    (total, { promptTokens, completionTokens }) => total + promptTokens + completionTokens,
    0,
  );
}

/** The limit that a run has reached before its next decision, if any. Seconds are watched by a timer as well. */
export function reachedLimit(
  limits: AgentLimits,
  spent: { accounts: Accounts; seconds: number },
): Extract<RunStatus, 'time_limit' | 'token_limit' | 'cost_limit'> | undefined {
  if (spent.seconds >= limits.maxSeconds) return 'time_limit';
  if (totalTokens(spent.accounts) >= limits.maxTokens) return 'token_limit';
  if (totalCostUsd(spent.accounts) >= limits.maxCostUsd) return 'cost_limit';
  return undefined;
}
