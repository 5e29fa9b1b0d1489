import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import type { RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { events, type HistoryEvent } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { actorAndPredictor, answer, calling, conversation, look, msOf } from './conversation';

const { EventType } = temporal.api.enums.v1;

// The tool's name stands on the wire after a fifth of the time.
const ACTOR = { actorMs: 1500, tailFraction: 0.8 };

const wrong = (turn: ReturnType<typeof look>, ...guesses: ReturnType<typeof look>[]) => ({
  ...turn,
  wrong: guesses.map(({ calls = [] }) => ({ calls })),
});

describe('rule 8 on a real server: what the stream shows stops work', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  const executed = (value: string) => executions.filter((execution) => execution.value === value);
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ ...ACTOR, predictorMs: 20, accuracy: 0 }),
        conversations: [
          conversation('diverging run', [
            wrong(calling(['compute', 'b']), look('hanging 30000ms')),
            answer('done'),
          ]),
          conversation('diverging chain', [
            wrong(calling(['compute', 'c']), look('quick 1ms')),
            answer('done'),
          ]),
          conversation('early start', [
            wrong(calling(['look', 'first 400ms'], ['look', 'second 1ms']), calling(['compute', 'wrong'])),
            answer('done'),
          ]),
        ],
      },
    });
  });
  afterAll(() => bed?.stop());

  const is = (event: HistoryEvent, type: keyof typeof EventType): boolean =>
    event.eventType === EventType[type];
  const decideStarted = (history: HistoryEvent[]): string =>
    String(
      history.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'decide')
        ?.eventId,
    );

  it('a diverging run → the signal, then the cancel requests, before the decision completes; the tool was broken off', async () => {
    const handle = await bed.startRun('diverging run');
    const outcome = await handle.result();
    const history = await events(handle);
    const signalled = history.findIndex((event) => is(event, 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED'));
    const cancelled = history.findIndex((event) => is(event, 'EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED'));
    const decided = history.findIndex(
      (event) =>
        String(event.activityTaskCompletedEventAttributes?.scheduledEventId) === decideStarted(history),
    );
    expect(signalled).toBeGreaterThan(0);
    expect(cancelled).toBeGreaterThan(signalled);
    expect(decided).toBeGreaterThan(cancelled);
    expect(outcome.accounts).toMatchObject({ launchedByPrediction: 1, hits: 0, outcomes: { cancelled: 1 } });
    expect(outcome.accounts.cancelled).toEqual({ observed: 1 });
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ tool: 'compute', ok: true });
    const [hanging] = await waitFor(
      'the broken-off tool',
      () => executed('hanging 30000ms').some(({ abortedAtMs }) => abortedAtMs) && executed('hanging 30000ms'),
    );
    expect(hanging?.endedAtMs).toBeUndefined();
  });

  it('a diverging chain → the speculative HTTP request is closed before the real one has answered', async () => {
    const outcome = await bed.run('diverging chain', { speculation: { lookahead: 1 } });
    const requests = bed.models.requests.filter((request) => request.conversation === 'diverging chain');
    const real = requests.find(
      (request) => request.role === 'actor' && !request.ahead && request.turnIndex === 0,
    );
    const ahead = requests.find((request) => request.role === 'actor' && request.ahead);
    expect(ahead).toMatchObject({ turnIndex: 1, abortedByClient: true });
    expect(ahead?.closedAt).toBeLessThan(real?.closedAt ?? 0);
    expect(outcome.accounts.decisions).toMatchObject({ launched: 1, cancelled: 1 });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('read-only calls that the stream shows whole → started early, claimed or joined as observed', async () => {
    const outcome = await bed.run('early start');
    expect(outcome.accounts.observedHits).toBeGreaterThanOrEqual(1);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ source: 'observed', ok: true });
    expect(executed('first 400ms')[0]).toMatchObject({ ahead: true });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});

describe('rule 8 on a real server: a retried decide', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;

  const script = (turn: ReturnType<typeof look>, faulty: boolean) => ({
    models: actorAndPredictor({ ...ACTOR, predictorMs: 60_000 }),
    conversations: [conversation('retried decide', [turn, answer('done')])],
    faults: faulty
      ? [{ kind: 'cut' as const, afterPieces: 40, when: { role: 'actor' as const, turn: 0 } }]
      : [],
  });
  const first = calling(['look', 'a 3000ms'], ['look', `b ${'long '.repeat(40)}`]);

  beforeAll(async () => {
    bed = await Testbed.start({ toolset, script: script(first, true) });
  });
  afterAll(() => bed?.stop());

  it('streams another call than its first attempt → what the first had started is cancelled, the second one counts', async () => {
    const handle = await bed.startRun('retried decide');
    await waitFor('the early start of the first attempt’s call', () => executions.length > 0);
    bed.models.setScript(script(look('other'), false));
    const outcome: RunOutcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.steps[0]?.calls).toMatchObject([
      { tool: 'look', arguments: '{"value":"other"}', ok: true },
    ]);
    const broken = await waitFor('the cancellation', () => executions.find(({ abortedAtMs }) => abortedAtMs));
    expect(broken).toMatchObject({ value: 'a 3000ms', ahead: true });
    expect(outcome.accounts).toMatchObject({ hits: 0, launchedByObservation: expect.any(Number) });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
    const attempts = bed.models.requests.filter(({ role, turnIndex }) => role === 'actor' && turnIndex === 0);
    expect(attempts.length).toBeGreaterThanOrEqual(2);
  });
});
