import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { EventType } = temporal.api.enums.v1;

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export async function events(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<HistoryEvent[]> {
  return (await handle.fetchHistory()).events ?? [];
}

/** Names of a history's events, in order, such as `ACTIVITY_TASK_SCHEDULED`. */
export async function eventTypes(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string[]> {
  return (await events(handle)).map((event) =>
    (EventType[event.eventType ?? 0] ?? '').replace('EVENT_TYPE_', ''),
  );
}
