import { beforeEach, describe, expect, it } from '@jest/globals';
import { createRunTool } from '../../activities/run-tool';
import type { Tool } from '../../contracts/tool';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { Toolset } from '../../tools/toolset';
import { testToolset } from '../support/test-tools';
import { until } from '../support/wait-for';
import { activityBed, quietEnvironment, toolCall, type ActivityBed } from './activity-bed';

const fast = () => testToolset({ ms: () => 1 });

describe('run-tool: rule 4, checked where the tool runs', () => {
  let tools: ReturnType<typeof testToolset>;
  let bed: ActivityBed;
  beforeEach(async () => {
    tools = fast();
    bed = await activityBed({ toolset: tools.toolset });
  });
  const runTool = (...[call, change]: Parameters<ActivityBed['toolInput']>) =>
    bed.execute(createRunTool(bed.context), bed.toolInput(call, change));

  it('a write asked for ahead, although the workflow let it pass → refused, never executed, not retried', async () => {
    await expect(runTool(toolCall('send', { value: 'x' }), { ahead: true })).rejects.toMatchObject({
      type: 'not_read_only',
      nonRetryable: true,
    });
    expect(tools.executions).toEqual([]);
  });

  it.each(['look', 'compute'])('%s ahead → executed, told that it is ahead', async (tool) => {
    expect(await runTool(toolCall(tool, { value: 'x' }), { ahead: true })).toMatchObject({ ok: true });
    expect(tools.executions).toMatchObject([{ tool, ahead: true }]);
  });

  it('a tool that this worker does not have → refused by name', async () => {
    await expect(runTool(toolCall('constructor', {}))).rejects.toMatchObject({
      type: 'unknown_tool',
      nonRetryable: true,
      message: expect.stringContaining('constructor'),
    });
  });

  it('another store than the run was started with → both ids named, not retried', async () => {
    await expect(
      runTool(toolCall('look', { value: 'x' }), { run: { ...bed.run, storeId: 'store-of-the-run' } }),
    ).rejects.toMatchObject({
      type: 'store_mismatch',
      nonRetryable: true,
      message: expect.stringMatching(/memory-store.*store-of-the-run/),
    });
    expect(tools.executions).toEqual([]);
  });

  it('another policy than the run pinned → both hashes named, not retried', async () => {
    await expect(
      runTool(toolCall('look', { value: 'x' }), { run: { ...bed.run, policyHash: '0123456789abcdef' } }),
    ).rejects.toMatchObject({
      type: 'policy_mismatch',
      nonRetryable: true,
      message: expect.stringMatching(new RegExp(`0123456789ab.*${bed.run.policyHash.slice(0, 12)}`)),
    });
    expect(tools.executions).toEqual([]);
  });

  it('a corrupt blob → typed, not retried', async () => {
    bed.store.blobs.set(bed.run.taskHash, new TextEncoder().encode('{"something":"else"}'));
    await expect(runTool(toolCall('look', { value: 'x' }))).rejects.toMatchObject({
      type: 'blob_corrupt',
      nonRetryable: true,
    });
  });

  it('arguments that the tool does not take → an outcome for the model, not an error', async () => {
    expect(await runTool(toolCall('look', { value: 3 }))).toMatchObject({
      ok: false,
      code: 'invalid_arguments',
    });
  });
});

describe('run-tool: a tool that its time limit breaks off', () => {
  /** Answers what became of it when it is aborted, as tools with processes do; or throws, as `fetch` does. */
  const patient = (answers: boolean): Toolset => {
    const { toolset } = fast();
    const policy: ToolPolicy = { ...toolset.policyOf('look')!, timeoutMs: 5 };
    const tool: Tool = {
      ...toolset.find('look')!,
      execute: ({ context: { signal } }) =>
        new Promise((resolve, reject) => {
          const onAbort = (): void =>
            answers
              ? resolve({ ok: false, code: 'cancelled', message: 'It was cancelled.', retryable: true })
              : reject(signal.reason as Error);
          signal.addEventListener('abort', onAbort);
        }),
    };
    return new Toolset('test', [tool], { hash: 'h', tools: { look: policy } });
  };

  it.each([true, false])('it answers (%p) or throws → the model is told of the limit', async (answers) => {
    const bed = await activityBed({ toolset: patient(answers) });
    const outcome = await bed.execute(
      createRunTool(bed.context),
      bed.toolInput(toolCall('look', { value: 'x' })),
    );
    expect(outcome).toMatchObject({
      ok: false,
      code: 'tool_timeout',
      preview: expect.stringContaining('did not finish within 0.005 s'),
    });
  });
});

describe('run-tool: a write that must not run twice', () => {
  it('a second attempt after one that ended → the outcome of the first, not executed again', async () => {
    const tools = fast();
    const bed = await activityBed({ toolset: tools.toolset });
    const input = bed.toolInput(toolCall('send', { value: 'x' }));
    const first = await bed.execute(createRunTool(bed.context), input);
    expect(await bed.execute(createRunTool(bed.context), input)).toEqual(first);
    expect(tools.executions).toHaveLength(1);
  });

  it('a second attempt after one that was lost in the middle → outcome_unknown, not executed again', async () => {
    const tools = testToolset({ ms: () => 60_000 });
    const bed = await activityBed({ toolset: tools.toolset });
    const input = bed.toolInput(toolCall('send', { value: 'x' }));
    const lost = quietEnvironment();
    const first = bed.execute(createRunTool(bed.context), input, lost);
    await until(() => tools.executions.length > 0);
    lost.cancel('WORKER_SHUTDOWN');
    await expect(first).rejects.toMatchObject({ type: 'worker_shutdown', nonRetryable: false });
    const second = await bed.execute(createRunTool(bed.context), input);
    expect(second).toMatchObject({ ok: false, code: 'outcome_unknown', retryable: false });
    expect(tools.executions).toHaveLength(1);
    const text = new TextDecoder().decode(await bed.store.get(second.textHash));
    expect(text).toMatch(/whether it took effect is unknown/);
  });

  it('done while its worker shuts down → the true outcome is kept', async () => {
    const environment = quietEnvironment();
    // The tool has its effect, and the worker is told to stop before the tool returns.
    const tools = testToolset({
      ms: () => 1,
      fails: () => (environment.cancel('WORKER_SHUTDOWN'), false),
    });
    const bed = await activityBed({ toolset: tools.toolset });
    const input = bed.toolInput(toolCall('send', { value: 'x' }));
    const first = await bed.execute(createRunTool(bed.context), input, environment).catch(() => undefined);
    const outcome = first ?? (await bed.execute(createRunTool(bed.context), input));
    expect(outcome).toMatchObject({ ok: true, preview: 'send of x' });
    expect(tools.executions).toHaveLength(1);
  });

  it('two attempts at the same time → executed once; the other tells the outcome or that nobody knows it yet', async () => {
    const tools = testToolset({ ms: () => 30 });
    const bed = await activityBed({ toolset: tools.toolset });
    const input = bed.toolInput(toolCall('send', { value: 'x' }));
    const both = await Promise.all([1, 2].map(() => bed.execute(createRunTool(bed.context), input)));
    expect(tools.executions).toHaveLength(1);
    expect(both.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).sort()).toEqual([
      'ok',
      'outcome_unknown',
    ]);
  });

  it('another step with the same arguments → executed', async () => {
    const tools = fast();
    const bed = await activityBed({ toolset: tools.toolset });
    const call = toolCall('send', { value: 'x' });
    await bed.execute(createRunTool(bed.context), bed.toolInput(call));
    await bed.execute(
      createRunTool(bed.context),
      bed.toolInput(call, { step: 2, idempotencyKey: 'f00d-2-0' }),
    );
    expect(tools.executions).toHaveLength(2);
  });
});

describe('run-tool: cancellation', () => {
  it('in the middle of a tool → the tool notices, the activity ends cancelled', async () => {
    const tools = testToolset({ ms: () => 60_000 });
    const bed = await activityBed({ toolset: tools.toolset });
    const environment = quietEnvironment();
    const running = bed.execute(
      createRunTool(bed.context),
      bed.toolInput(toolCall('look', { value: 'x' }), { ahead: true }),
      environment,
    );
    await until(() => tools.executions.length > 0);
    environment.cancel('CANCELLED');
    await expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
    expect(tools.executions[0]?.abortedAtMs).toBeDefined();
  });
});
