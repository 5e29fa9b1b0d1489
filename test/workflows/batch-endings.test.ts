import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { followBatch } from '../../client/sdk/follow-batch';
import type { FinishedRun } from '../../contracts/batch';
import { SIGNALS } from '../../contracts/names';
import { events } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { BatchBed, batchProgress } from './batch-bed';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

const {
  EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: ACTIVITY_SCHEDULED,
  EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: CHILD_INITIATED,
  EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: SIGNALED,
} = temporal.api.enums.v1.EventType;

describe('how a batch and its runs end', () => {
  const { toolset } = testToolset({ ms: msOf });
  let bed: Testbed;
  let batches: BatchBed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 150, predictorMs: 10 }),
        conversations: [
          conversation('good', [look('a 10ms'), answer('good')]),
          {
            ...conversation('long', [look('c 20000ms'), answer('never')]),
            lastAnswer: 'FINAL ANSWER: so far',
          },
        ],
      },
    });
    batches = new BatchBed(bed);
  });
  afterAll(() => bed?.stop());

  const run = (workflowId: string) => bed.client.workflow.getHandle(workflowId);
  const isUnderWay = (workflowId: string) => async (): Promise<boolean> =>
    (await events(run(workflowId)).catch(() => [])).some(({ eventType }) => eventType === ACTIVITY_SCHEDULED);

  it.each(['cancel', 'terminate'] as const)(
    'a run that somebody else ends (%s) → told as failed, its grant is settled, the others go on',
    async (how) => {
      const entries = await batches.plan([`long ${how}`, `good ${how}`], 'speculate');
      const { workflowId } = entries[0]!.run;
      const handle = await batches.start(entries, 1, {
        budget: { total: { launches: 10, costUsd: 1 }, runs: 2 },
      });
      await waitFor('the run', isUnderWay(workflowId));
      await run(workflowId)[how]();
      const { finished, speculation } = await handle.result();
      expect(finished.map(({ taskId, status }) => [taskId, status])).toEqual([
        [`long ${how}`, 'failed'],
        [`good ${how}`, 'answered'],
      ]);
      expect(speculation?.grants).toEqual({});
    },
  );

  it('stopped while runs are being started → each is told once and gives its last answer', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const entries = await batches.plan([`long a${attempt}`, `long b${attempt}`, `long c${attempt}`]);
      const handle = await batches.start(entries, 3);
      await waitFor('a run to be started', async () =>
        (await events(handle)).some(({ eventType }) => eventType === CHILD_INITIATED),
      );
      await handle.signal(SIGNALS.stop);
      const { finished } = await handle.result();
      for (const { workflowId } of finished) {
        const told = (await events(run(workflowId))).filter(({ eventType }) => eventType === SIGNALED);
        expect(told).toHaveLength(1);
        expect(await run(workflowId).result()).toMatchObject({ status: 'stopped', answer: 'so far' });
      }
    }
  });

  it('the plan breaks off while a run is under way → the run comes to its end, then the batch fails', async () => {
    const entries = await batches.plan(['good and alone']);
    const handle = await batches.start(entries, 2, { total: 2 });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'plan_too_short' } });
    expect(await run(entries[0]!.run.workflowId).result()).toMatchObject({ status: 'answered' });
  });

  it('a batch that failed before anybody followed it → what had ended is told, and why it failed', async () => {
    const handle = await batches.start(await batches.plan(['good once', 'good twice']), 1, { total: 3 });
    await handle.result().catch(() => undefined);
    const told: FinishedRun[] = [];
    const failure = await followBatch({
      client: bed.client,
      batchId: handle.workflowId,
      onFinished: async (finished) => void told.push(finished),
      onProgress: () => undefined,
    });
    expect(failure).toContain('its plan');
    expect(told.map(({ taskId, status }) => [taskId, status])).toEqual([
      ['good once', 'answered'],
      ['good twice', 'answered'],
    ]);
    expect((await batchProgress(handle)).running).toEqual([]);
  });
});
