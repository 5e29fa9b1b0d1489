import type { AheadDetails } from '../../contracts/activities';
import type { Usage } from '../../contracts/decision';
import type { DecideActivity, PredictActivity, RunActivity } from '../../learning/histories/run-history';

/**
 * What the accounts can say of something that happened: all of it but, perhaps, what ended as news of a part's last
 * workflow task, in which the run closed its accounts, and served nothing.
 */
export interface CountedRange {
  least: number;
  most: number;
}

export function rangeOf<A extends RunActivity>(
  activities: readonly A[],
  used: ReadonlySet<RunActivity>,
  amount: (activity: A) => number,
): CountedRange {
  let [least, most] = [0, 0];
  for (const activity of activities) {
    const value = amount(activity);
    most += value;
    if (!activity.endedLast || used.has(activity)) least += value;
  }
  return { least, most };
}

const detailsOf = ({ details }: Pick<RunActivity, 'details'>): Partial<AheadDetails> =>
  details !== null && typeof details === 'object' ? details : {};

/** Usage of a model request, where the activity came to tell it. */
export const usageOf = (activity: DecideActivity | PredictActivity): Usage | undefined =>
  activity.result?.usage ?? detailsOf(activity).usage;

/** Whether work ahead counts as begun: as the run itself decides it (`hasBegun` in core/speculation/ports.ts). */
export function hasBegun(activity: RunActivity): boolean {
  switch (activity.fate) {
    case 'completed':
      return true;
    case 'open':
      return false;
    case 'cancelled':
      return detailsOf(activity).seconds !== undefined;
    case 'failed':
      return true;
    case 'timed_out':
      return activity.failure?.type !== 'timeout_schedule_to_start';
  }
}
