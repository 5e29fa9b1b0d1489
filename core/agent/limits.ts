import type { AgentLimits, RunSpending, RunStatus } from '../../contracts/run';

/**
 * The limit that a run has reached before its next decision, if any. Tokens and dollars are those of the decisions and
 * outcomes that the run used, whoever produced them, so that both arms end at the same place; what speculation spends
 * besides has a budget of its own. Seconds are watched by a timer as well.
 */
export function reachedLimit(
  limits: AgentLimits,
  spent: RunSpending & { seconds: number },
): Extract<RunStatus, 'time_limit' | 'token_limit' | 'cost_limit'> | undefined {
  if (spent.seconds >= limits.maxSeconds) return 'time_limit';
  if (spent.tokens >= limits.maxTokens) return 'token_limit';
  if (spent.costUsd >= limits.maxCostUsd) return 'cost_limit';
  return undefined;
}
