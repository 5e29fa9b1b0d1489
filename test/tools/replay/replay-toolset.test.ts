import { describe, expect, it } from '@jest/globals';
import type { ReplayRecording } from '../../../contracts/replay';
import type { ToolContext } from '../../../contracts/tool';
import { createReplayToolset } from '../../../tools/replay/replay-toolset';
import { RecordedResults } from '../../../tools/replay/recorded-results';

const got = (id: string, text: string, ok = true) => ({
  tool: 'get',
  arguments: { id },
  ok,
  text,
  seconds: 0.001,
});
const RECORDING: ReplayRecording = {
  schema: 'forerun-replay/1',
  seed: 1,
  tools: [{ name: 'get', description: 'gets', parameters: { type: 'object' } }],
  unrecordedLatency: { p50: 0.001, p95: 0.002 },
  timeScale: 1,
  trajectories: [
    {
      id: 't',
      turns: [
        { calls: [got('a', 'first'), got('b', 'other')] },
        { calls: [], reply: { text: 'go on', seconds: 0 } },
        { calls: [got('a', 'second'), got('c', 'refused', false)] },
        { calls: [], reply: { seconds: 0 } },
      ],
    },
  ],
};
const policy = {
  effect: 'read' as const,
  egress: 'none' as const,
  idempotent: true,
  timeoutMs: 1000,
  p95Ms: 10,
  ttlMs: 1000,
  maxChars: 100,
  priceUsd: 0,
};
const toolset = createReplayToolset({ recording: RECORDING, policy: { hash: 'h', tools: { get: policy } } });
const signal = new AbortController().signal;
const context = (step: number, index: number, taskId = 't'): ToolContext =>
  ({ signal, place: { taskId, step, index } }) as unknown as ToolContext;
const call = (id: string, step: number, index = 0) =>
  toolset.find('get')!.execute({ arguments: { id }, context: context(step, index) });

describe('results of recorded calls', () => {
  it('asked where it was made → what was answered there', async () => {
    expect(await call('a', 1)).toEqual({ ok: true, text: 'first' });
    expect(await call('a', 3)).toEqual({ ok: true, text: 'second' });
  });

  it('asked before it was made → the next answer; behind the last one → the last', async () => {
    expect(await call('a', 2)).toEqual({ ok: true, text: 'second' });
    expect(await call('b', 3)).toEqual({ ok: true, text: 'other' });
  });

  it('blanks around texts and the order of arguments → the same call', () => {
    const results = new RecordedResults({
      id: 't',
      turns: [{ calls: [{ tool: 'get', arguments: { id: ' a', n: 1 }, ok: true, text: 'x', seconds: 0 }] }],
    });
    const at = { turn: 0, index: 0 };
    expect(results.find({ tool: 'get', arguments: { n: 1, id: 'a' } }, at)?.text).toBe('x');
    expect(results.find({ tool: 'get', arguments: { n: '1', id: 'a' } }, at)).toBeUndefined();
  });

  it('one turn with equal calls → each its own answer', () => {
    const results = new RecordedResults({ id: 't', turns: [{ calls: [got('a', 'one'), got('a', 'two')] }] });
    const find = (index: number) => results.find(got('a', ''), { turn: 0, index })?.text;
    expect([find(0), find(1)]).toEqual(['one', 'two']);
  });

  it('a recorded error → a failure that is not tried again', async () => {
    expect(await call('c', 3, 1)).toMatchObject({
      ok: false,
      code: 'recorded_error',
      message: 'refused',
      retryable: false,
    });
  });

  it('a call that was never made → a success that says so, the same each time', async () => {
    const [one, two] = [await call('z', 1), await call('z', 1)];
    expect(one).toEqual({ ok: true, text: '[not recorded] get {"id":"z"}' });
    expect(two).toEqual(one);
  });

  it('a task that is not in the recording → trajectory_unknown, which names it', async () => {
    const asked = toolset.find('get')!.execute({ arguments: {}, context: context(1, 0, 'who') });
    await expect(asked).rejects.toMatchObject({
      code: 'trajectory_unknown',
      message: expect.stringContaining('"who"'),
    });
  });

  it('cancelled → rejects at once', async () => {
    const slow = createReplayToolset({
      recording: { ...RECORDING, timeScale: 1e6 },
      policy: { hash: 'h', tools: { get: policy } },
    });
    const controller = new AbortController();
    const place = { taskId: 't', step: 1, index: 0 };
    const running = slow.find('get')!.execute({
      arguments: { id: 'a' },
      context: { signal: controller.signal, place } as unknown as ToolContext,
    });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the recorded user', () => {
  const reply = (step: number) =>
    toolset.user!.reply({ text: 'said', taskId: 't', step, idempotencyKey: 'k', signal });

  it('at a step that asks → what was said there, every time', async () => {
    expect(await reply(2)).toEqual({ done: false, text: 'go on' });
    expect(await reply(2)).toEqual({ done: false, text: 'go on' });
  });

  it('where the recording ends → done', async () => expect(await reply(4)).toEqual({ done: true }));

  it('at a step that nobody replied to → reply_not_recorded', () =>
    expect(reply(1)).rejects.toMatchObject({ code: 'reply_not_recorded' }));
});
