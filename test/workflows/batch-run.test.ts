import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { chosenArms, planRuns, type BatchEntry } from '../../client/sdk/plan-runs';
import { runTemplate } from '../../client/sdk/run-template';
import { startBatch, type BatchRun } from '../../client/sdk/start-batch';
import type { AgentRun, PreparedTask } from '../../client/sdk/start-run';
import type { BatchInput, BatchProgress } from '../../contracts/batch';
import { QUERIES, SIGNALS } from '../../contracts/names';
import { temporal } from '@temporalio/proto';
import { canonicalJson } from '../../core/canonical-json';
import { nodeId } from '../../core/transcript';
import { events } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, conversation, look, msOf } from './conversation';

describe('batch run', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
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
    expect(await progress(handle)).toMatchObject({ total: 18, started: 18, running: [] });
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

const { EventType } = temporal.api.enums.v1;
const CHILD_STARTED = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED;
const CHILD_COMPLETED = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED;

/** The histories that a workflow has had, oldest first, as what matters of each event. */
async function partsOf(
  bed: Testbed,
  workflowId: string,
): Promise<{ id: number; type?: unknown; child?: string | null }[][]> {
  const parts = [];
  for (let runId: string | undefined | null; runId !== '';) {
    const part = await events(bed.client.workflow.getHandle(workflowId, runId ?? undefined));
    parts.unshift(
      part.map((event) => ({
        id: Number(event.eventId),
        type: event.eventType,
        child: event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId,
      })),
    );
    runId = part[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return parts;
}

/** A client whose batches start with another input. */
function withInput(bed: Testbed, change: Partial<BatchInput>): Testbed['client'] {
  const { workflow } = bed.client;
  const start = (type: string, options: { args: [object] }) =>
    workflow.start(type, { ...options, args: [{ ...options.args[0], ...change }] } as never);
  return { workflow: { start } } as unknown as Testbed['client'];
}
