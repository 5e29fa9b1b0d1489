import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { chosenArms, planRuns, type BatchEntry } from '../../client/sdk/plan-runs';
import { runTemplate } from '../../client/sdk/run-template';
import { startBatch, type BatchRun } from '../../client/sdk/start-batch';
import type { AgentRun, PreparedTask } from '../../client/sdk/start-run';
import type { BatchInput, BatchProgress } from '../../contracts/batch';
import { QUERIES, SIGNALS } from '../../contracts/names';
import { canonicalJson } from '../../core/canonical-json';
import { nodeId } from '../../core/transcript';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, conversation, look, msOf } from './conversation';

describe('batch run', () => {
  const { toolset } = testToolset({ ms: msOf });
  let bed: Testbed;
  let tokens = 0;
  const newToken = (): string => `b${process.pid.toString(16)}${Date.now().toString(16)}${(tokens += 1)}`;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: {
          'sim-actor': { role: 'actor', latency: { fixedMs: 150 } },
          'sim-predictor': { role: 'predictor', latency: { fixedMs: 10 } },
        },
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
  });
  afterAll(() => bed?.stop());

  async function prepared(question: string): Promise<{ example: string; task: PreparedTask }> {
    const { store } = bed.context;
    const put = (value: unknown) => store.put(new TextEncoder().encode(canonicalJson(value)));
    const node = { parent: null, messages: [{ role: 'user' as const, text: question }] };
    await put(node);
    const task = { taskId: question, question, level: '1', attachments: [], origin: 'test' };
    return {
      example: question,
      task: {
        taskId: question,
        taskHash: await put(task),
        level: '1',
        title: question,
        root: { id: nodeId(node), depth: 0 },
      },
    };
  }

  async function plan(
    questions: string[],
    arm: 'baseline' | 'speculate' | 'both' = 'baseline',
  ): Promise<BatchEntry[]> {
    const tasks = await Promise.all(questions.map(prepared));
    return planRuns({ tasks, arms: chosenArms({ arm, lookaheads: [0] }), newToken });
  }

  async function start(
    entries: BatchEntry[],
    window: number,
    change: Partial<BatchInput> = {},
  ): Promise<WorkflowHandle<BatchRun>> {
    const { store, config } = bed.context;
    const template = runTemplate(config, { storeId: await store.id(), searchAttributes: false });
    const client = withInput(bed, change);
    return startBatch({
      client,
      store,
      template: { ...template, toolset: toolset.name as typeof template.toolset, policy: toolset.policy },
      plan: { batchId: `batch-${newToken()}`, dataset: 'test' },
      entries,
      window,
      model: 'sim-actor',
      searchAttributes: false,
    });
  }

  const progress = (handle: WorkflowHandle<BatchRun>) => handle.query<BatchProgress, []>(QUERIES.progress);

  it('more runs than the window → never more at a time, all finished, both arms of a task one after the other', async () => {
    const entries = await plan(['good 1', 'good 2', 'good 3', 'good 4'], 'both');
    const handle = await start(entries, 3);
    let most = 0;
    const seen = waitFor('the end', async () => {
      const { running, finished } = await progress(handle);
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
    await waitFor('two runs', async () => (await progress(handle)).running.length === 2);
    await handle.signal(SIGNALS.stop);
    const { finished } = await handle.result();
    expect(finished.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    expect(await progress(handle)).toMatchObject({ total: 3, started: 2, running: [] });
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

/** A client whose batches start with another input. */
function withInput(bed: Testbed, change: Partial<BatchInput>): Testbed['client'] {
  const { workflow } = bed.client;
  const start = (type: string, options: { args: [object] }) =>
    workflow.start(type, { ...options, args: [{ ...options.args[0], ...change }] } as never);
  return { workflow: { start } } as unknown as Testbed['client'];
}
