import { activitiesOf, type HistoryActivity } from '../../../learning/histories/activity-events';
import { eventNumber, timeMs, type WireEvent } from '../../../learning/histories/wire-event';

/** One activity of a history. Times are epoch milliseconds. */
export type ActivityTimes = Pick<
  HistoryActivity,
  'type' | 'queue' | 'scheduledMs' | 'startedMs' | 'endedMs' | 'attempt' | 'fate'
>;

/** A workflow task: from being scheduled over being taken by a worker to being answered. */
export interface WorkflowTaskTimes {
  scheduledMs: number;
  startedMs: number;
  completedMs: number;
}

export interface HistoryTimes {
  events: number;
  startedMs: number;
  /** When it completed or continued as new. */
  closedMs: number;
  continuedAs?: string;
  signals: number;
  activities: ActivityTimes[];
  workflowTasks: WorkflowTaskTimes[];
}

/** What happened when in one run's history. */
export function readHistory(events: readonly WireEvent[]): HistoryTimes {
  const timeOf = new Map<number, number>();
  const scheduledOf = new Map<number, number>();
  const times: HistoryTimes = {
    events: events.length,
    startedMs: timeMs(events[0]?.eventTime),
    closedMs: timeMs(events.at(-1)?.eventTime),
    signals: 0,
    activities: activitiesOf(events).map(timesOf),
    workflowTasks: [],
  };
  for (const event of events) {
    const id = eventNumber(event.eventId);
    const atMs = timeMs(event.eventTime);
    timeOf.set(id, atMs);
    if (event.workflowExecutionSignaledEventAttributes) times.signals += 1;
    const taken = event.workflowTaskStartedEventAttributes;
    if (taken) scheduledOf.set(id, timeOf.get(eventNumber(taken.scheduledEventId)) ?? atMs);
    const answered = event.workflowTaskCompletedEventAttributes;
    if (answered) {
      const startedId = eventNumber(answered.startedEventId);
      const startedMs = timeOf.get(startedId) ?? atMs;
      const scheduledMs = scheduledOf.get(startedId) ?? startedMs;
      times.workflowTasks.push({ scheduledMs, startedMs, completedMs: atMs });
    }
    const next = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (next) times.continuedAs = next;
  }
  return times;
}

const timesOf = (activity: HistoryActivity): ActivityTimes => {
  const { type, queue, scheduledMs, startedMs, endedMs, attempt, fate } = activity;
  return {
    type,
    queue,
    scheduledMs,
    attempt,
    fate,
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(endedMs === undefined ? {} : { endedMs }),
  };
};
