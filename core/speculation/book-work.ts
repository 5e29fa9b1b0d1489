import type { Accounts } from '../../contracts/accounts';
import type { Decision, Usage } from '../../contracts/decision';
import type { Outcome } from '../../contracts/outcome';
import { addRequest } from '../request-account';
import { hasValue, type Entry } from './entry';
import { hasBegun, type FlightEnd } from './ports';

/** Books what an entry's work took and cost, whoever used it; a cancelled attempt tells what it can. */
export function bookWork(accounts: Accounts, entry: Entry, end: FlightEnd<unknown>): void {
  if (!hasBegun(end)) return;
  if (entry.kind === 'outcome') {
    const outcome = end.status === 'succeeded' ? (end.value as Outcome) : undefined;
    accounts.toolsAhead.executions += 1;
    accounts.toolsAhead.seconds += outcome?.seconds ?? (end.status === 'succeeded' ? 0 : (end.seconds ?? 0));
    accounts.toolsAhead.costUsd += outcome?.costUsd ?? 0;
    return;
  }
  const usage: Usage | undefined = end.status === 'succeeded' ? (end.value as Decision).usage : end.usage;
  const seconds = end.status === 'succeeded' ? (end.value as Decision).seconds : (end.seconds ?? 0);
  addRequest(accounts.actorAhead, usage, seconds);
  if (usage && entry.end !== undefined && !hasValue(entry)) bookWastedUsage(accounts, usage);
}

/** Books an entry that served nobody. */
export function bookWaste(accounts: Accounts, entry: Entry, nowMs: number): void {
  accounts.wastedSeconds += entry.value?.seconds ?? (nowMs - entry.launchedAtMs) / 1000;
  if (!entry.value) return;
  if (entry.kind === 'decision') bookWastedUsage(accounts, entry.value.usage);
  else accounts.wastedUsd += entry.value.costUsd;
}

function bookWastedUsage(accounts: Accounts, usage: Usage): void {
  accounts.wastedTokens += usage.promptTokens + usage.completionTokens;
  accounts.wastedUsd += usage.costUsd;
}
