import { defaultPayloadConverter } from '@temporalio/common';
import { eventNumber, timeMs, type WireEvent, type WireFailure, type WirePayloads } from './wire-event';

export type ActivityFate = 'completed' | 'failed' | 'timed_out' | 'cancelled' | 'open';

/** How an activity failed or timed out: the error's type, or which of its limits it broke. */
export interface ActivityFailureNote {
  type: string;
  message: string;
  /** No further attempt could have helped. */
  nonRetryable: boolean;
}

/** One activity of a history. Times are epoch milliseconds; values are what the JSON said, unchecked. */
export interface HistoryActivity {
  /** Number of the event that scheduled it. */
  id: number;
  /** Number of the event that ended it. */
  endId?: number;
  type: string;
  queue: string;
  scheduledMs: number;
  /** Absent for what never started, or was cancelled before the server wrote its start down. */
  startedMs?: number;
  endedMs?: number;
  attempt: number;
  fate: ActivityFate;
  /** Its first argument. */
  input: unknown;
  /** What it returned. */
  result?: unknown;
  /** What it told where it was cancelled or failed. */
  details?: unknown;
  failure?: ActivityFailureNote;
}

/** Temporal's timeout types, by number. */
const TIMEOUTS = ['unknown', 'start_to_close', 'schedule_to_start', 'schedule_to_close', 'heartbeat'];

/** The activities of a history in the order in which they were scheduled. */
export function activitiesOf(events: readonly WireEvent[]): HistoryActivity[] {
  const activities = new Map<number, HistoryActivity>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const id = eventNumber(event.eventId);
      activities.set(id, {
        id,
        type: scheduled.activityType?.name ?? '',
        queue: scheduled.taskQueue?.name ?? '',
        scheduledMs: timeMs(event.eventTime),
        attempt: 1,
        fate: 'open',
        input: firstValue(scheduled.input),
      });
    }
    const started = event.activityTaskStartedEventAttributes;
    const begun = started && activities.get(eventNumber(started.scheduledEventId));
    if (begun) Object.assign(begun, { startedMs: timeMs(event.eventTime), attempt: started.attempt ?? 1 });
    const end = endOf(event);
    const ended = end && activities.get(end.of);
    if (ended) {
      const { of: _of, ...told } = end;
      Object.assign(ended, { endId: eventNumber(event.eventId), endedMs: timeMs(event.eventTime), ...told });
    }
  }
  return [...activities.values()];
}

type End = { of: number } & Pick<HistoryActivity, 'fate' | 'result' | 'details' | 'failure'>;

function endOf(event: WireEvent): End | undefined {
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    const of = eventNumber(completed.scheduledEventId);
    return { of, fate: 'completed', result: firstValue(completed.result) };
  }
  const cancelled = event.activityTaskCanceledEventAttributes;
  if (cancelled) {
    const of = eventNumber(cancelled.scheduledEventId);
    return { of, fate: 'cancelled', details: firstValue(cancelled.details) };
  }
  const failed = event.activityTaskFailedEventAttributes;
  if (failed) {
    const of = eventNumber(failed.scheduledEventId);
    const details = firstValue(failed.failure?.applicationFailureInfo?.details);
    return { of, fate: 'failed', details, failure: noteOf(failed.failure) };
  }
  const timedOut = event.activityTaskTimedOutEventAttributes;
  if (!timedOut) return undefined;
  const of = eventNumber(timedOut.scheduledEventId);
  return { of, fate: 'timed_out', failure: noteOf(timedOut.failure) };
}

function noteOf(failure: WireFailure | null | undefined): ActivityFailureNote {
  const timeout = failure?.timeoutFailureInfo;
  const type = timeout
    ? `timeout_${TIMEOUTS[timeout.timeoutType ?? 0] ?? 'unknown'}`
    : (failure?.applicationFailureInfo?.type ?? 'unknown');
  const nonRetryable = failure?.applicationFailureInfo?.nonRetryable === true;
  return { type, message: failure?.message ?? '', nonRetryable };
}

/** The first of several stored values, decoded; undefined where there is none. */
export function firstValue(payloads: WirePayloads | null | undefined): unknown {
  const [payload] = payloads?.payloads ?? [];
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
}
