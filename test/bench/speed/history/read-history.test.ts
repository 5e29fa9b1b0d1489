import { describe, expect, it } from '@jest/globals';
import { readHistory } from '../../../../bench/speed/history/read-history';
import { timeMs, type WireEvent } from '../../../../learning/histories/wire-event';
import {
  chainSeconds,
  claimMs,
  firstTurnSeconds,
  hopParts,
  realDecisions,
} from '../../../../bench/speed/history/turn-times';

/** An event at so many milliseconds after a full second. */
const event = (id: number, ms: number, attributes: Partial<WireEvent>): WireEvent => ({
  eventId: id,
  eventTime: { seconds: 1000 + Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 },
  ...attributes,
});

const scheduled = (type: string, queue: string): Partial<WireEvent> => ({
  activityTaskScheduledEventAttributes: { activityType: { name: type }, taskQueue: { name: queue } },
});

/** A claimed turn: decide with a pre-execution beside it, then the next decide, all in one task's time. */
const CLAIMED: WireEvent[] = [
  event(1, 0, { workflowExecutionStartedEventAttributes: {} }),
  event(2, 1, { workflowTaskScheduledEventAttributes: {} }),
  event(3, 3, { workflowTaskStartedEventAttributes: { scheduledEventId: 2 } }),
  event(4, 9, { workflowTaskCompletedEventAttributes: { startedEventId: 3 } }),
  event(5, 9, scheduled('decide', 'x-actor')),
  event(6, 9, scheduled('runTool', 'x-spec-tools')),
  event(7, 12, { activityTaskStartedEventAttributes: { scheduledEventId: 6, attempt: 1 } }),
  event(8, 40, { activityTaskCompletedEventAttributes: { scheduledEventId: 6, startedEventId: 7 } }),
  event(9, 11, { activityTaskStartedEventAttributes: { scheduledEventId: 5, attempt: 2 } }),
  event(10, 60, { activityTaskCompletedEventAttributes: { scheduledEventId: 5, startedEventId: 9 } }),
  event(11, 60, { workflowTaskScheduledEventAttributes: {} }),
  event(12, 61, { workflowTaskStartedEventAttributes: { scheduledEventId: 11 } }),
  event(13, 65, { workflowTaskCompletedEventAttributes: { startedEventId: 12 } }),
  event(14, 65, scheduled('decide', 'x-actor')),
  event(15, 70, { workflowExecutionSignaledEventAttributes: {} }),
  event(16, 90, { activityTaskCanceledEventAttributes: { scheduledEventId: 14 } }),
  event(17, 2100, { workflowExecutionCompletedEventAttributes: {} }),
];

describe('reading a history', () => {
  it('events in order: → activities with times, attempt and fate; tasks; signals; start and end', () => {
    const history = readHistory(CLAIMED);
    expect(history).toMatchObject({ events: 17, signals: 1, startedMs: 1_000_000, closedMs: 1_002_100 });
    expect(history.activities).toEqual([
      {
        type: 'decide',
        queue: 'x-actor',
        scheduledMs: 1_000_009,
        startedMs: 1_000_011,
        endedMs: 1_000_060,
        attempt: 2,
        fate: 'completed',
      },
      expect.objectContaining({ type: 'runTool', fate: 'completed', endedMs: 1_000_040 }),
      expect.objectContaining({ type: 'decide', fate: 'cancelled', endedMs: 1_000_090, attempt: 1 }),
    ]);
    expect(history.workflowTasks).toEqual([
      { scheduledMs: 1_000_001, startedMs: 1_000_003, completedMs: 1_000_009 },
      { scheduledMs: 1_000_060, startedMs: 1_000_061, completedMs: 1_000_065 },
    ]);
  });

  it.each([
    ['failed', { activityTaskFailedEventAttributes: { scheduledEventId: 1 } }],
    ['timed_out', { activityTaskTimedOutEventAttributes: { scheduledEventId: 1 } }],
    ['open', {}],
  ] as const)('an activity that ends otherwise → fate %s', (fate, end) => {
    const { activities } = readHistory([event(1, 0, scheduled('predict', 'q')), event(2, 5, end)]);
    expect(activities).toEqual([expect.objectContaining({ fate })]);
  });

  it('continued as new: → the next run', () => {
    const next = { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'next' } };
    expect(readHistory([event(1, 0, next)]).continuedAs).toBe('next');
  });

  it('no events: → an empty history', () => {
    expect(readHistory([])).toMatchObject({ events: 0, activities: [], workflowTasks: [] });
  });

  it('times: seconds as a big number of the wire, nanoseconds → milliseconds with their fraction', () => {
    expect(timeMs({ seconds: { toString: () => '1700000000' }, nanos: 1_500_000 })).toBe(1_700_000_000_001.5);
    expect(timeMs(undefined)).toBe(0);
  });
});

describe('times of a turn', () => {
  const history = readHistory(CLAIMED);

  it('claimed: → the next decide follows within the workflow task of the decision', () => {
    expect(claimMs(history)).toBe(5);
    expect(firstTurnSeconds(history)).toBeCloseTo(0.056, 9);
  });

  it('real decisions: → those on the actor queue alone', () => {
    const ahead = readHistory([event(1, 0, scheduled('decide', 'x-spec-actor'))]);
    expect(realDecisions(ahead)).toEqual([]);
    expect(claimMs(ahead)).toBeUndefined();
    expect(firstTurnSeconds(ahead)).toBeUndefined();
  });

  it('parts of a hop: → medians over real activities and workflow tasks', () => {
    expect(hopParts([history])).toEqual({ dispatchMs: 2, activityMs: 49, wakeMs: 1.5, workflowMs: 5 });
  });

  it('chain of runs: → from the first start to the last end', () => {
    expect(chainSeconds([history, { ...history, startedMs: 1_002_100, closedMs: 1_005_000 }])).toBe(5);
    expect(chainSeconds([])).toBe(0);
  });
});
