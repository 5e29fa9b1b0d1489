import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportRun } from '../../../client/sdk/export-run';
import { canonicalJson } from '../../../core/canonical-json';
import { Trace } from '../../../contracts/trace';
import { AuditBed, STEPS } from '../audit/audit-bed';

let audits: AuditBed;
beforeAll(async () => {
  audits = await AuditBed.start();
}, 120_000);
afterAll(() => audits?.bed.stop());

const exported = (workflowId: string): Promise<Trace> =>
  exportRun({ client: audits.bed.client, store: audits.bed.context.store, workflowId });

describe('exportRun, on a real server', () => {
  it('a speculating run → the same conversation as its baseline, with seconds, moments, errors and tools', async () => {
    const baseline = await exported((await audits.ran('mistaken', { arm: 'baseline' })).workflowId);
    const trace = await exported(
      (await audits.ran('mistaken', { speculation: { lookahead: 1 } })).workflowId,
    );
    expect(Trace.parse(trace)).toEqual(trace);
    const said = ({ messages }: Trace): unknown =>
      messages.map(({ latency_s: _seconds, timestamp: _moment, ...message }) => message);
    expect(said(trace)).toEqual(said(baseline));
    expect(trace).toMatchObject({
      schema: 'forerun-trace/1',
      source: 'forerun',
      domain: 'test',
      task_id: 'test',
      split_key: 'test:test',
      success: null,
      model: 'sim-actor',
      variant: 'speculate, exact, lookahead 1',
      tools: [
        { name: 'look', read_only: true },
        { name: 'compute', read_only: true },
        { name: 'send', read_only: false },
      ],
      metadata: { arm: 'speculate', status: 'answered' },
    });
    expect(trace.messages[0]).toEqual({ role: 'user', content: 'mistaken' });
    const tools = trace.messages.filter(({ role }) => role === 'tool');
    expect(tools).toMatchObject([
      { name: 'no_such_tool', tool_call_id: 's0001c001', error: 'unknown_tool' },
      {
        name: 'look',
        tool_call_id: 's0002c001',
        error: 'test_failure',
        content: 'Error (test_failure): look failed for fails',
      },
    ]);
    expect(tools[1]?.latency_s).toBeGreaterThan(0);
    const actor = trace.messages.filter(({ role }) => role === 'assistant');
    expect(actor.at(-1)?.content).toBe('FINAL ANSWER: done');
    for (const { latency_s: seconds } of actor) expect(seconds).toBeGreaterThan(0);
    const moments = trace.messages.flatMap(({ timestamp }) => (timestamp ? [String(timestamp)] : []));
    expect(moments.length).toBeGreaterThan(actor.length);
    expect(moments).toEqual(moments.toSorted());
  }, 60_000);

  it('a run in several parts → one trace, whole', async () => {
    const run = await audits.ran('long', { change: { maxHistoryEvents: 25 }, speculation: { lookahead: 1 } });
    expect(run.chain.length).toBeGreaterThan(2);
    const { messages } = await exported(run.workflowId);
    expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(STEPS + 1);
    expect(messages.filter(({ latency_s: seconds }) => seconds !== undefined)).toHaveLength(
      2 * (STEPS + 1) + 1,
    );
    expect(messages.at(-1)?.content).toBe('FINAL ANSWER: done');
  }, 60_000);

  it.each([
    ['done', true],
    ['something else', false],
  ])(
    'a task whose truth is "%s" → success %s',
    async (groundTruth, success) => {
      const { store } = audits.bed.context;
      const task = {
        taskId: 'test',
        question: 'plain',
        level: '',
        groundTruth,
        attachments: [],
        origin: 'test',
      };
      const taskHash = await store.put(new TextEncoder().encode(canonicalJson(task)));
      const run = await audits.ran('plain', { change: { taskHash } });
      expect(await exported(run.workflowId)).toMatchObject({ success });
    },
    60_000,
  );

  it('a run that has not ended, was terminated, or is not there → refused, by name', async () => {
    const handle = await audits.bed.startRun('stopped');
    await expect(exported(handle.workflowId)).rejects.toMatchObject({ code: 'run_not_finished' });
    await handle.terminate('test');
    await expect(exported(handle.workflowId)).rejects.toMatchObject({ code: 'run_without_result' });
    await expect(exported('nobody')).rejects.toMatchObject({ code: 'history_missing' });
  }, 60_000);
});
