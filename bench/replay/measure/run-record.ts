import type { Accounts } from '../../../contracts/accounts';
import { totalCostUsd } from '../../../core/accounts';
import type { ReplayedRun } from '../world/start-replay';

/** What is kept of one run. Seconds are the workflow's, from its start to its end. */
export interface RunRecord {
  arm: string;
  /** Number of its trajectory among those of its domain, from 0. */
  trajectory: number;
  wallSeconds: number;
  /** Without the time that the run waited for its user. */
  ownSeconds: number;
  costUsd: number;
  /** Id of the conversation's last place: equal ids are equal conversations. */
  transcript: string;
  accounts: Accounts;
}

export function runRecord(arm: string, trajectory: number, { outcome }: ReplayedRun): RunRecord {
  const { wallSeconds, accounts, transcript } = outcome;
  return {
    arm,
    trajectory,
    wallSeconds,
    ownSeconds: wallSeconds - (accounts.user?.seconds ?? 0),
    costUsd: totalCostUsd(accounts),
    transcript: transcript.id,
    accounts,
  };
}
