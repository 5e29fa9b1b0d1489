import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentRun } from '../../client/sdk/start-run';
import { SIGNALS } from '../../contracts/names';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { BatchBed, batchProgress, CHILD_COMPLETED, CHILD_STARTED, partsOf } from './batch-bed';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

describe('batch run', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;
  let batches: BatchBed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 150, predictorMs: 10 }),
        conversations: [
          conversation('good', [look('a 10ms'), answer('good')]),
          conversation('refused', [look('b 10ms'), answer('never')]),
          {
            ...conversation('long', [look('c 20000ms'), answer('never')]),
            lastAnswer: 'FINAL ANSWER: so far',
          },
        ],
        faults: [{ kind: 'status', status: 401, when: { role: 'actor', conversation: 'refused' } }],
      },
    });
    batches = new BatchBed(bed);
  });
  afterAll(() => bed?.stop());

  const plan = (...args: Parameters<BatchBed['plan']>) => batches.plan(...args);
  const start = (...args: Parameters<BatchBed['start']>) => batches.start(...args);

  it('more runs than the window → never more at a time, all finished, both arms of a task one after the other', async () => {
    const entries = await plan(['good 1', 'good 2', 'good 3', 'good 4'], 'both');
    const handle = await start(entries, 3);
    let most = 0;
    const seen = waitFor('the end', async () => {
      const { running, finished } = await batchProgress(handle);
      most = Math.max(most, running.length);
      return finished.length === 8;
    });
    const outcome = await handle.result();
    await seen;
    expect(most).toBe(3);
    expect(outcome.finished.map(({ status }) => status)).toEqual(Array(8).fill('answered'));
    expect(outcome.finished.map(({ workflowId }) => workflowId).sort()).toEqual(
      entries.map(({ run }) => run.workflowId).sort(),
    );
  });

  it('a run that fails → told as failed, the others go on', async () => {
    const handle = await start(await plan(['good 5', 'refused', 'good 6']), 1);
    const { finished } = await handle.result();
    expect(finished.map(({ taskId, status }) => [taskId, status])).toEqual([
      ['good 5', 'answered'],
      ['refused', 'failed'],
      ['good 6', 'answered'],
    ]);
  });

  it('a child that cannot be started → told as failed, the others go on', async () => {
    const entries = await plan(['good 7', 'good 8']);
    const taken = entries[0]!.run.workflowId;
    await (await start([entries[0]!], 1)).result();
    // The same workflow id while the other is running.
    const long = await bed.client.workflow.start<AgentRun>('agentRun', {
      workflowId: `${taken}-x`,
      taskQueue: 'nobody-listens',
      args: [{} as never],
    });
    const handle = await start(
      [{ ...entries[0]!, run: { ...entries[0]!.run, workflowId: `${taken}-x` } }, entries[1]!],
      1,
    );
    const { finished } = await handle.result();
    await long.terminate();
    expect(finished.map(({ status }) => status)).toEqual(['failed', 'answered']);
  });

  it('stop → running runs end with their best answer, no further one starts', async () => {
    const handle = await start(await plan(['long 1', 'long 2', 'long 3']), 2);
    await waitFor('two runs', async () => (await batchProgress(handle)).running.length === 2);
    await handle.signal(SIGNALS.stop);
    const { finished } = await handle.result();
    expect(finished.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    expect(await batchProgress(handle)).toMatchObject({ total: 3, started: 2, running: [] });
  });

  it('stop at once, while the first children are being started → they are stopped too', async () => {
    const entries = await plan(['long 4', 'long 5']);
    await bed.stopRole('orchestrator');
    const handle = await start(entries, 2);
    await bed.startRole('orchestrator');
    await handle.signal(SIGNALS.stop);
    const { finished } = await handle.result();
    expect(finished.every(({ status }) => status === 'stopped')).toBe(true);
  });

  it('a batch that has continued as new → goes on behind what was started, and tells all that is finished', async () => {
    const entries = await plan(['good 10', 'good 11', 'good 12']);
    const finished = [
      { workflowId: 'before', taskId: 'good 10', arm: 'baseline' as const, status: 'answered' as const },
    ];
    const handle = await start(entries, 2, { carried: { next: 1, finished, stopRequested: false } });
    const outcome = await handle.result();
    expect(outcome.finished.map(({ taskId }) => taskId).sort()).toEqual(['good 10', 'good 11', 'good 12']);
    expect(outcome.finished[0]).toEqual(finished[0]);
  });

  it('few history events allowed → continues as new several times with runs in flight, none lost, none twice', async () => {
    const limit = 30;
    const questions = Array.from({ length: 9 }, (_, index) => `good in parts ${index}`);
    const entries = await plan(questions, 'both');
    const before = executions.length;
    const handle = await start(entries, 3, { maxHistoryEvents: limit });
    const { finished } = await handle.result();

    const ids = entries.map(({ run }) => run.workflowId).sort();
    expect(finished.map(({ workflowId }) => workflowId).sort()).toEqual(ids);
    expect(finished.every(({ status }) => status === 'answered')).toBe(true);
    const parts = await partsOf(bed, handle.workflowId);
    expect(parts.length).toBeGreaterThanOrEqual(3);
    const started = parts.flatMap((part) => part.filter(({ type }) => type === CHILD_STARTED));
    expect(started.map(({ child }) => child).sort()).toEqual(ids);
    // At the limit of each part but the last one runs were in flight, and their ends are in its history.
    for (const part of parts) {
      const ended = part.filter(({ type }) => type === CHILD_COMPLETED);
      expect(ended).toHaveLength(part.filter(({ type }) => type === CHILD_STARTED).length);
      if (part !== parts.at(-1)) expect(ended.some(({ id }) => id > limit)).toBe(true);
    }
    const ran = executions.slice(before).filter(({ ahead }) => !ahead);
    expect(ran.length).toBeLessThanOrEqual(ids.length);
    expect(ran.length).toBeGreaterThanOrEqual(questions.length);
    expect(await batchProgress(handle)).toMatchObject({ total: 18, started: 18, running: [] });
  });

  it('a limit below what a single run takes → each part starts one run, and the batch ends', async () => {
    const entries = await plan(['good alone 1', 'good alone 2', 'good alone 3']);
    const handle = await start(entries, 2, { maxHistoryEvents: 1 });
    const { finished } = await handle.result();
    expect(finished.map(({ taskId }) => taskId)).toEqual(['good alone 1', 'good alone 2', 'good alone 3']);
    expect(await partsOf(bed, handle.workflowId)).toHaveLength(3);
  });

  it('a plan that is shorter than the batch says → the batch fails and names both', async () => {
    const handle = await start(await plan(['good 9']), 1, { total: 2 });
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'plan_too_short',
        message: expect.stringMatching(/has 2 runs, but its plan .* holds 1/),
      },
    });
  });
});
