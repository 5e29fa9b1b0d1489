/** A point in time as the wire has it. */
interface WireTime {
  seconds?: { toString(): string } | number | null;
  nanos?: number | null;
}

interface ActivityEnd {
  scheduledEventId?: { toString(): string } | null;
  startedEventId?: { toString(): string } | null;
}

/** What is read of a history event; Temporal's own type fits it. */
export interface WireEvent {
  eventId?: { toString(): string } | null;
  eventTime?: WireTime | null;
  workflowExecutionStartedEventAttributes?: object | null;
  workflowExecutionCompletedEventAttributes?: object | null;
  workflowExecutionContinuedAsNewEventAttributes?: { newExecutionRunId?: string | null } | null;
  workflowTaskScheduledEventAttributes?: object | null;
  workflowTaskStartedEventAttributes?: { scheduledEventId?: { toString(): string } | null } | null;
  workflowTaskCompletedEventAttributes?: { startedEventId?: { toString(): string } | null } | null;
  workflowExecutionSignaledEventAttributes?: object | null;
  activityTaskScheduledEventAttributes?: {
    activityType?: { name?: string | null } | null;
    taskQueue?: { name?: string | null } | null;
  } | null;
  activityTaskStartedEventAttributes?: (ActivityEnd & { attempt?: number | null }) | null;
  activityTaskCompletedEventAttributes?: ActivityEnd | null;
  activityTaskFailedEventAttributes?: ActivityEnd | null;
  activityTaskTimedOutEventAttributes?: ActivityEnd | null;
  activityTaskCanceledEventAttributes?: ActivityEnd | null;
}

export type ActivityFate = 'completed' | 'failed' | 'timed_out' | 'cancelled' | 'open';

/** One activity of a history. Times are epoch milliseconds. */
export interface ActivityTimes {
  type: string;
  queue: string;
  scheduledMs: number;
  /** Absent for what never started, or was cancelled before the server wrote its start down. */
  startedMs?: number;
  endedMs?: number;
  attempt: number;
  fate: ActivityFate;
}

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

/** Epoch milliseconds, with the fraction that the server noted. */
export const timeMs = (time: WireTime | null | undefined): number =>
  Number(time?.seconds?.toString() ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;

/** What happened when in one run's history. */
export function readHistory(events: readonly WireEvent[]): HistoryTimes {
  const activities = new Map<string, ActivityTimes>();
  const timeOf = new Map<string, number>();
  const scheduledOf = new Map<string, number>();
  const times: HistoryTimes = {
    events: events.length,
    startedMs: timeMs(events[0]?.eventTime),
    closedMs: timeMs(events.at(-1)?.eventTime),
    signals: 0,
    activities: [],
    workflowTasks: [],
  };
  for (const event of events) {
    const id = event.eventId?.toString() ?? '';
    const atMs = timeMs(event.eventTime);
    timeOf.set(id, atMs);
    readActivityEvent(event, { id, atMs, activities });
    if (event.workflowExecutionSignaledEventAttributes) times.signals += 1;
    const taken = event.workflowTaskStartedEventAttributes;
    if (taken) scheduledOf.set(id, timeOf.get(key(taken.scheduledEventId)) ?? atMs);
    const answered = event.workflowTaskCompletedEventAttributes;
    if (answered) {
      const startedId = key(answered.startedEventId);
      const startedMs = timeOf.get(startedId) ?? atMs;
      const scheduledMs = scheduledOf.get(startedId) ?? startedMs;
      times.workflowTasks.push({ scheduledMs, startedMs, completedMs: atMs });
    }
    const next = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (next) times.continuedAs = next;
  }
  times.activities = [...activities.values()];
  return times;
}

const key = (id: { toString(): string } | null | undefined): string => id?.toString() ?? '';

function readActivityEvent(
  event: WireEvent,
  at: { id: string; atMs: number; activities: Map<string, ActivityTimes> },
): void {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    at.activities.set(at.id, {
      type: scheduled.activityType?.name ?? '',
      queue: scheduled.taskQueue?.name ?? '',
      scheduledMs: at.atMs,
      attempt: 1,
      fate: 'open',
    });
  }
  const started = event.activityTaskStartedEventAttributes;
  const begun = started && at.activities.get(key(started.scheduledEventId));
  if (begun) Object.assign(begun, { startedMs: at.atMs, attempt: started.attempt ?? 1 });
  const ends: [ActivityFate, ActivityEnd | null | undefined][] = [
    ['completed', event.activityTaskCompletedEventAttributes],
    ['failed', event.activityTaskFailedEventAttributes],
    ['timed_out', event.activityTaskTimedOutEventAttributes],
    ['cancelled', event.activityTaskCanceledEventAttributes],
  ];
  for (const [fate, end] of ends) {
    const ended = end && at.activities.get(key(end.scheduledEventId));
    if (ended) Object.assign(ended, { endedMs: at.atMs, fate });
  }
}
