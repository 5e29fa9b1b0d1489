import { median } from '../../../core/statistics';
import type { ActivityTimes, HistoryTimes } from './read-history';

const isReal = ({ queue }: ActivityTimes): boolean => !queue.includes('spec-');

/** Real decisions in the order in which they were scheduled. */
export const realDecisions = ({ activities }: HistoryTimes): ActivityTimes[] =>
  activities.filter((activity) => activity.type === 'decide' && isReal(activity));

/**
 * Seconds from the first real decision being scheduled until its turn's outcome is in hand: the next decision is
 * scheduled in the very workflow task that has it. Undefined where there is no second decision.
 */
export function firstTurnSeconds(history: HistoryTimes): number | undefined {
  const [first, second] = realDecisions(history);
  return first && second && (second.scheduledMs - first.scheduledMs) / 1000;
}

/** Milliseconds from a decision's completion to the next one being scheduled, where the outcome was claimed. */
export function claimMs(history: HistoryTimes): number | undefined {
  const [first, second] = realDecisions(history);
  return first?.endedMs !== undefined && second ? second.scheduledMs - first.endedMs : undefined;
}

/** Where a hop's milliseconds go, each the median over a history. */
export interface HopParts {
  /** Activity scheduled → taken by a worker. */
  dispatchMs: number;
  /** Taken → its result is written down. */
  activityMs: number;
  /** Result written down (a workflow task is scheduled then) → the task is taken by the orchestrator. */
  wakeMs: number;
  /** Taken → its commands are written down, the next activity's among them. */
  workflowMs: number;
}

/** Medians over all real activities that completed, and over all workflow tasks. */
export function hopParts(histories: readonly HistoryTimes[]): HopParts {
  const real = histories.flatMap(({ activities }) => activities).filter(isReal);
  const tasks = histories.flatMap(({ workflowTasks }) => workflowTasks);
  const middle = (values: number[]): number => median(values) ?? 0;
  return {
    dispatchMs: middle(
      real.flatMap(({ startedMs, scheduledMs }) =>
        startedMs === undefined ? [] : [startedMs - scheduledMs],
      ),
    ),
    activityMs: middle(
      real.flatMap(({ startedMs, endedMs }) =>
        startedMs === undefined || endedMs === undefined ? [] : [endedMs - startedMs],
      ),
    ),
    wakeMs: middle(tasks.map(({ scheduledMs, startedMs }) => startedMs - scheduledMs)),
    workflowMs: middle(tasks.map(({ startedMs, completedMs }) => completedMs - startedMs)),
  };
}

/** Seconds from a run's start to its end, as the server wrote them down. */
export function chainSeconds(histories: readonly HistoryTimes[]): number {
  const [first] = histories;
  const last = histories.at(-1);
  return first && last ? (last.closedMs - first.startedMs) / 1000 : 0;
}
