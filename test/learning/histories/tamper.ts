import { defaultPayloadConverter } from '@temporalio/common';
import type { FetchedHistory } from '../../../learning/histories/fetch-chain';
import { firstValue } from '../../../learning/histories/activity-events';
import type { WireEvent, WirePayloads } from '../../../learning/histories/wire-event';

/** What an event holds, as a forger reads it. */
export interface Held {
  event: WireEvent;
  /** Type of the activity that the event belongs to; empty for others. */
  activity: string;
  /** Its input, where the event schedules or ends an activity. */
  input: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** The value that the event carries: an input, a result. */
  value: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** A copy of a history in which `change` has been at the values of its events, in their order; they are written back. */
export function tamperedWith(
  chain: readonly FetchedHistory[],
  change: (held: Held) => void,
): FetchedHistory[] {
  return chain.map(({ runId, events }) => {
    const scheduled = new Map<string, { activity: string; input: unknown }>();
    const copies = events.map((event): WireEvent => {
      const copy = shallowCopy(event);
      const task = copy.activityTaskScheduledEventAttributes;
      const id = String(copy.eventId);
      if (task) scheduled.set(id, { activity: task.activityType?.name ?? '', input: firstValue(task.input) });
      const place = placeOf(copy);
      if (!place) return copy;
      const of = String(copy.activityTaskCompletedEventAttributes?.scheduledEventId ?? id);
      const { activity = '', input } = scheduled.get(of) ?? {};
      const held: Held = { event: copy, activity, input, value: firstValue(place.get()) };
      change(held);
      place.set({ payloads: [defaultPayloadConverter.toPayload(held.value)] });
      return copy;
    });
    return { runId, events: copies };
  });
}

/** Both attributes and the event are copied; payloads are replaced, never changed. */
function shallowCopy(event: WireEvent): WireEvent {
  const copied = Object.entries(event).map(([key, value]) => [
    key,
    key.endsWith('Attributes') && value !== null ? { ...(value as object) } : value,
  ]);
  return Object.fromEntries(copied) as WireEvent;
}

function placeOf(
  event: WireEvent,
): { get(): WirePayloads | null | undefined; set(payloads: WirePayloads): void } | undefined {
  const inputs = [
    event.workflowExecutionStartedEventAttributes,
    event.activityTaskScheduledEventAttributes,
    event.workflowExecutionContinuedAsNewEventAttributes,
  ].find((attributes) => attributes?.input);
  if (inputs) return { get: () => inputs.input, set: (payloads) => (inputs.input = payloads) };
  const results = [
    event.activityTaskCompletedEventAttributes,
    event.workflowExecutionCompletedEventAttributes,
  ].find((attributes) => attributes?.result);
  if (results) return { get: () => results.result, set: (payloads) => (results.result = payloads) };
  return undefined;
}
