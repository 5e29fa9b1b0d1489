import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QUERIES, SIGNALS } from '../../contracts/names';
import type { RunProgress } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, calling, conversation, look, actorAndPredictor, msOf } from './conversation';

const endless = (name: string, value = '10ms') => ({
  ...conversation(name, [
    ...Array.from({ length: 30 }, (_, index) => look(`${name} ${index} ${value}`)),
    answer('all'),
  ]),
  lastAnswer: 'FINAL ANSWER: so far',
});

describe('signals, queries and limits on a real server', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 250, predictorMs: 10 }),
        conversations: [
          endless('stopped in a decision'),
          endless('stopped in a tool', '30000ms'),
          {
            ...conversation('stopped in a write', [
              calling(['send', 'one 1500ms'], ['send', 'two 10ms']),
              answer('all'),
            ]),
            lastAnswer: 'FINAL ANSWER: so far',
          },
          endless('speculation off'),
          endless('three steps only'),
          endless('out of time', '30000ms'),
          endless('out of tokens'),
          { ...conversation('rambling', [look('x'), answer('all')]), lastAnswer: 'no marker, but an answer' },
        ],
      },
    });
  });
  afterAll(() => bed?.stop());

  const { limits } = { limits: { maxSteps: 40, maxSeconds: 600, maxTokens: 1e9, maxCostUsd: 1e9 } };
  const doing = (handle: Awaited<ReturnType<Testbed['startRun']>>, text: string) =>
    waitFor(text, async () => (await handle.query<RunProgress, []>(QUERIES.progress)).doing.includes(text));

  it('stop while the actor decides → its request is closed, the last answer is asked for without tools', async () => {
    const handle = await bed.startRun('stopped in a decision', { change: { limits } });
    await doing(handle, 'step 3: deciding');
    await handle.signal(SIGNALS.stop);
    const outcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'so far' });
    expect(outcome.steps.length).toBeLessThanOrEqual(5);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('stop while a tool runs → the tool is broken off, the last answer is asked for', async () => {
    const handle = await bed.startRun('stopped in a tool', { arm: 'baseline' });
    await waitFor('the tool', () => executions.some(({ value }) => value.startsWith('stopped in a tool')));
    await handle.signal(SIGNALS.stop);
    const outcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'so far' });
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ ok: false, code: 'interrupted' });
    await waitFor('its end', () =>
      executions.some(({ value, abortedAtMs }) => value.startsWith('stopped in a tool') && abortedAtMs),
    );
  });

  it('stop while a write runs → it is waited for and told, the next one never begins', async () => {
    const handle = await bed.startRun('stopped in a write');
    await waitFor('the write', () => executions.some(({ value }) => value.startsWith('one')));
    await handle.signal(SIGNALS.stop);
    const outcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'so far' });
    expect(outcome.steps[0]?.calls).toMatchObject([
      { ok: true, preview: 'send of one 1500ms' },
      { ok: false, code: 'interrupted' },
    ]);
    expect(executions.filter(({ tool }) => tool === 'send')).toHaveLength(1);
  });

  it('cancelSpeculation → the run goes on without, the queries tell', async () => {
    const change = { limits: { ...limits, maxSteps: 8 } };
    const handle = await bed.startRun('speculation off', { change, speculation: { lookahead: 1 } });
    await doing(handle, 'step 2');
    expect(await handle.query('speculation')).toMatchObject({ off: false });
    await handle.signal(SIGNALS.cancelSpeculation);
    const { predictRequests } = (
      await handle.query<{ accounts: { predictRequests: number } }, []>('speculation')
    ).accounts;
    expect(await handle.query('speculation')).toMatchObject({ off: true, chain: [] });
    const outcome = await handle.result();
    expect(outcome).toMatchObject({ status: 'step_limit', answer: 'so far' });
    expect(outcome.accounts.predictRequests).toBe(predictRequests);
    expect(await handle.query<RunProgress, []>(QUERIES.progress)).toMatchObject({
      status: 'step_limit',
      step: 8,
    });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('step limit → as many decisions as allowed, the last one without tools', async () => {
    const outcome = await bed.run('three steps only', { change: { limits: { ...limits, maxSteps: 3 } } });
    expect(outcome).toMatchObject({ status: 'step_limit', answer: 'so far' });
    const requests = bed.models.requests.filter(
      ({ conversation: name, role }) => name === 'three steps only' && role === 'actor',
    );
    expect(requests.map(({ toolNames }) => toolNames.length > 0)).toEqual([true, true, false]);
  });

  it('observed signals without content, of nobody → heeded by nobody, the run goes on', async () => {
    const handle = await bed.startRun('three steps only', { change: { limits: { ...limits, maxSteps: 3 } } });
    await handle.signal(SIGNALS.observed);
    await handle.signal(SIGNALS.observed, null);
    await handle.signal(SIGNALS.observed, {});
    expect(await handle.result()).toMatchObject({ status: 'step_limit' });
  });

  it('time limit in the middle of a tool → time_limit, the tool is broken off', async () => {
    const outcome = await bed.run('out of time', {
      arm: 'baseline',
      change: { limits: { ...limits, maxSeconds: 1 } },
    });
    expect(outcome).toMatchObject({ status: 'time_limit' });
    expect(outcome.wallSeconds).toBeLessThan(20);
  });

  it('token limit → token_limit', async () => {
    const outcome = await bed.run('out of tokens', {
      arm: 'baseline',
      change: { limits: { ...limits, maxTokens: 1 } },
    });
    expect(outcome).toMatchObject({ status: 'token_limit' });
    expect(outcome.steps).toHaveLength(1);
  });

  it('last answer without the marker → any text is the answer', async () => {
    const outcome = await bed.run('rambling', { change: { limits: { ...limits, maxSteps: 2 } } });
    expect(outcome).toMatchObject({ status: 'step_limit', answer: 'no marker, but an answer' });
  });
});
