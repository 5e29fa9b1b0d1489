import type { RequestAccount } from '../contracts/accounts';
import type { Usage } from '../contracts/decision';

/** A role of which nothing was asked yet. */
export function emptyRequestAccount(): RequestAccount {
  return {
    requests: 0,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    costUsd: 0,
    seconds: 0,
    estimated: 0,
  };
}

/** Books one model request in place. Without usage (broken off, nothing told) only its seconds are known. */
export function addRequest(account: RequestAccount, usage: Usage | undefined, seconds: number): void {
  account.requests += 1;
  account.seconds += seconds;
  if (!usage || usage.estimated) account.estimated += 1;
  if (!usage) return;
  account.promptTokens += usage.promptTokens;
  account.cachedTokens += usage.cachedTokens;
  account.completionTokens += usage.completionTokens;
  account.costUsd += usage.costUsd;
}
