/** A point in time as the wire has it. */
export interface WireTime {
  seconds?: { toString(): string } | number | null;
  nanos?: number | null;
}

type EventId = { toString(): string } | number | null;

/** Values as Temporal stores them; its own type fits. */
export interface WirePayloads {
  payloads?: { metadata?: Record<string, Uint8Array> | null; data?: Uint8Array | null }[] | null;
}

export interface WireFailure {
  message?: string | null;
  applicationFailureInfo?: {
    type?: string | null;
    nonRetryable?: boolean | null;
    details?: WirePayloads | null;
  } | null;
  timeoutFailureInfo?: { timeoutType?: number | null } | null;
}

interface ActivityEnd {
  scheduledEventId?: EventId;
  startedEventId?: EventId;
}

/** What is read of a history event; Temporal's own type fits it. */
export interface WireEvent {
  eventId?: EventId;
  eventTime?: WireTime | null;
  workflowExecutionStartedEventAttributes?: {
    input?: WirePayloads | null;
    firstExecutionRunId?: string | null;
    originalExecutionRunId?: string | null;
  } | null;
  workflowExecutionCompletedEventAttributes?: { result?: WirePayloads | null } | null;
  workflowExecutionContinuedAsNewEventAttributes?: {
    newExecutionRunId?: string | null;
    input?: WirePayloads | null;
  } | null;
  workflowExecutionFailedEventAttributes?: { failure?: WireFailure | null } | null;
  workflowExecutionTerminatedEventAttributes?: { reason?: string | null } | null;
  workflowExecutionTimedOutEventAttributes?: object | null;
  workflowExecutionCanceledEventAttributes?: object | null;
  workflowTaskScheduledEventAttributes?: object | null;
  workflowTaskStartedEventAttributes?: { scheduledEventId?: EventId } | null;
  workflowTaskCompletedEventAttributes?: { startedEventId?: EventId } | null;
  workflowExecutionSignaledEventAttributes?: object | null;
  activityTaskScheduledEventAttributes?: {
    activityType?: { name?: string | null } | null;
    taskQueue?: { name?: string | null } | null;
    input?: WirePayloads | null;
  } | null;
  activityTaskStartedEventAttributes?: (ActivityEnd & { attempt?: number | null }) | null;
  activityTaskCompletedEventAttributes?: (ActivityEnd & { result?: WirePayloads | null }) | null;
  activityTaskFailedEventAttributes?: (ActivityEnd & { failure?: WireFailure | null }) | null;
  activityTaskTimedOutEventAttributes?: (ActivityEnd & { failure?: WireFailure | null }) | null;
  activityTaskCanceledEventAttributes?: (ActivityEnd & { details?: WirePayloads | null }) | null;
}

/** Epoch milliseconds, with the fraction that the server noted. */
export const timeMs = (time: WireTime | null | undefined): number =>
  Number(time?.seconds?.toString() ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;

/** An event's number, or that of another event that it names; 0 where there is none. */
export const eventNumber = (id: EventId | undefined): number => Number(id?.toString() ?? 0);
