import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { ForerunError } from '../../contracts/errors';
import type { Prediction } from '../../contracts/speculation';
import { accountsBalance } from '../../core/accounts';
import type { Predictor } from '../../predictors/predictor';
import { events, type HistoryEvent } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

const { EventType } = temporal.api.enums.v1;

const TABLE = 'table:0123456789ab';
const STACK = { change: { predictors: ['table' as const, 'model' as const] } };

/** A table that guesses one call of `look` at the first step, and nothing later. */
const table = (value: string, probability: number): Predictor => ({
  name: TABLE,
  predict: ({ params }) =>
    Promise.resolve({
      guesses: params.some(({ role }) => role === 'tool')
        ? []
        : [
            {
              turn: 'calls',
              calls: [{ tool: 'look', arguments: { value } }],
              probability,
              source: 'table',
              because: 'the user named it',
            },
          ],
      usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 },
    }),
});

const broken = (name: string): Predictor => ({
  name,
  predict: () =>
    Promise.reject(
      new ForerunError({ code: 'table_model_corrupt', blame: 'user', message: `${name} is broken` }),
    ),
});

const typeOf = (event: HistoryEvent): string =>
  (EventType[event.eventType ?? 0] ?? '').replace('EVENT_TYPE_', '');

/** Where in a history the nth activity of a name was scheduled and completed; -1 where it was not. */
function placesOf(
  history: HistoryEvent[],
  name: string,
  nth: number,
): { scheduled: number; completed: number } {
  const all = history.flatMap((event, index) =>
    event.activityTaskScheduledEventAttributes?.activityType?.name === name ? [index] : [],
  );
  const scheduled = all[nth] ?? -1;
  const id = String(history[scheduled]?.eventId);
  const completed = history.findIndex(
    (event) =>
      typeOf(event) === 'ACTIVITY_TASK_COMPLETED' &&
      String(event.activityTaskCompletedEventAttributes?.scheduledEventId) === id,
  );
  return { scheduled, completed };
}

function predictionAt(history: HistoryEvent[], place: number): Prediction {
  const data = history[place]?.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data;
  return JSON.parse(Buffer.from(data ?? []).toString('utf8')) as Prediction;
}

describe('stacked predictors on a real server', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  const aheadOf = (value: string) => executions.filter((one) => one.ahead && one.value === value);
  const modelRequests = (match: string) =>
    bed.models.requests.filter(({ role, conversation: of }) => role === 'predictor' && of === match);
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 2500, predictorMs: 900, accuracy: 1, tailFraction: 0 }),
        conversations: [
          'fast and slow',
          'sure table',
          'broken table',
          'broken model',
          'another opinion',
          'self alone',
        ].map((name) => conversation(name, [look(`${name} 1ms`), answer('done')])),
      },
    });
  });
  afterAll(() => bed?.stop());

  it('a table’s guess → launched while the model still thinks, and once, though the model says the same', async () => {
    bed.context.predictors = { table: table('fast and slow 1ms', 0.6) };
    const handle = await bed.startRun('fast and slow', STACK);
    const outcome = await handle.result();
    const history = await events(handle);
    const [first, second] = [placesOf(history, 'predict', 0), placesOf(history, 'predict', 1)];
    const ahead = placesOf(history, 'runTool', 0);
    expect(ahead.scheduled).toBeGreaterThan(first.completed);
    expect(ahead.scheduled).toBeLessThan(second.completed);
    expect(ahead.completed).toBeLessThan(second.completed);
    expect(aheadOf('fast and slow 1ms')).toHaveLength(1);
    expect(predictionAt(history, first.completed)).toMatchObject({
      predictor: TABLE,
      next: 1,
      candidates: [{ source: 'table', because: 'the user named it' }],
    });
    const merged = predictionAt(history, second.completed);
    expect(merged).toMatchObject({
      predictor: 'model:sim-predictor',
      candidates: [{ source: 'model', sources: ['table', 'model'] }],
    });
    // Both said it: the model alone says 0.75, together 1 − 0.4 · 0.25.
    expect(merged.candidates[0]?.probability).toBeCloseTo(0.9, 10);
    expect(merged.earlier).toEqual([merged.candidates[0]?.probability]);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'table' });
    expect(outcome.accounts.predictors).toMatchObject({
      table: { predictions: 1, launched: 1, hits: 1, failed: 0, versions: { [TABLE]: 2 } },
      model: { launched: 0, hits: 0, failed: 0 },
    });
    expect(outcome.accounts.refused.duplicate).toBeGreaterThanOrEqual(1);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a table that leaves nothing open → the model is not asked for that step', async () => {
    bed.context.predictors = { table: table('sure table 1ms', 0.95) };
    const outcome = await bed.run('sure table', STACK);
    expect(modelRequests('sure table').filter(({ turnIndex }) => turnIndex === 0)).toEqual([]);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'table' });
    // The second step, about which the table says nothing, is the model's.
    expect(outcome.accounts.predictors).toMatchObject({ table: { asked: 2 }, model: { asked: 1 } });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a table that fails → the model’s guess is launched all the same, and the failure is the table’s', async () => {
    bed.context.predictors = { table: broken('table') };
    const outcome = await bed.run('broken table', STACK);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'model' });
    expect(outcome.accounts.predictors).toMatchObject({
      table: { failed: 2, hits: 0, versions: {} },
      model: { hits: 1, failed: 0 },
    });
    expect(outcome.accounts.predictFailures).toBe(2);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a model that fails → what the table said stands', async () => {
    bed.context.predictors = { table: table('broken model 1ms', 0.5), model: broken('model') };
    const outcome = await bed.run('broken model', STACK);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'table' });
    expect(outcome.accounts.predictors).toMatchObject({ table: { hits: 1, failed: 0 }, model: { hits: 0 } });
    expect(outcome.accounts.predictors?.model?.failed).toBeGreaterThanOrEqual(1);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a model of another opinion → both are launched, each in its own name, and the actor decides', async () => {
    bed.context.predictors = { table: table('mistaken 1ms', 0.5) };
    const outcome = await bed.run('another opinion', STACK);
    expect(aheadOf('mistaken 1ms')).toHaveLength(1);
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'model' });
    expect(outcome.accounts.predictors).toMatchObject({
      table: { launched: 1, hits: 0 },
      model: { launched: 1, hits: 1 },
    });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('self → the actor’s own model is asked with the same prompt, behind real requests', async () => {
    bed.context.predictors = {};
    const outcome = await bed.run('self alone', { change: { predictors: ['self'] } });
    expect(modelRequests('self alone')).toEqual([]);
    const [real, own] = ['real', 'self'].map((who) =>
      bed.models.requests.find(
        ({ role, ahead, conversation: of, turnIndex }) =>
          role === 'actor' && of === 'self alone' && turnIndex === 0 && ahead === (who === 'self'),
      ),
    );
    expect(own).toBeDefined();
    expect(real).toBeDefined();
    expect(outcome.accounts.predictors).toMatchObject({ self: { asked: 2 } });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});
