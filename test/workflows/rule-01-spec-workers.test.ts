import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentRun } from '../../client/sdk/start-run';
import type { RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { BatchBed, batchProgress } from './batch-bed';
import { answer, conversation, look, actorAndPredictor, msOf } from './conversation';

const looks = (name: string, count: number, value = '20ms') =>
  conversation(name, [
    ...Array.from({ length: count }, (_, index) => look(`${name} ${index} ${value}`)),
    answer(name),
  ]);

describe('rule 1 on a real server: spec workers come and go', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  const ofRun = (name: string) => executions.filter(({ value }) => value.startsWith(name));
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      roles: ['orchestrator', 'actor', 'tools'],
      script: {
        models: actorAndPredictor({ actorMs: 300, predictorMs: 10 }),
        conversations: [
          looks('never any', 2),
          looks('started meanwhile', 8),
          looks('slow tool', 1, '1500ms'),
          looks('stopped meanwhile', 3, '700ms'),
          looks('of a batch', 4),
        ],
      },
    });
  });
  afterAll(() => bed?.stop());

  const expectLossless = async (name: string, outcome: RunOutcome): Promise<void> => {
    const baseline = await bed.run(name, { arm: 'baseline' });
    expect(outcome).toMatchObject({ status: 'answered', answer: name });
    expect(outcome.transcript.id).toBe(baseline.transcript.id);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  };

  it('none at all → the run as without speculation: every call once, for real, no request made', async () => {
    const outcome = await bed.run('never any', { speculation: { lookahead: 2 } });
    expect(ofRun('never any').map(({ ahead }) => ahead)).toEqual([false, false]);
    expect(outcome.accounts).toMatchObject({
      outcomes: { launched: 0 },
      decisions: { launched: 0 },
      predictor: { requests: 0 },
      hits: 0,
    });
    expect(bed.models.requests.filter(({ role }) => role === 'predictor')).toEqual([]);
    await expectLossless('never any', outcome);
  });

  it('started in the middle of a run → work is taken up at once; stopped again → nothing is lost', async () => {
    const running = await bed.startRun('started meanwhile');
    await waitFor('the third call', () => ofRun('started meanwhile').length >= 3);
    await bed.startRole('spec');
    const startedBy = ofRun('started meanwhile').length;
    await waitFor('work ahead', () => ofRun('started meanwhile').some(({ ahead }) => ahead));
    // The calls of the step in which the worker came and of the one after it may still be real.
    const firstAhead = ofRun('started meanwhile').findIndex(({ ahead }) => ahead);
    expect(firstAhead - startedBy).toBeLessThanOrEqual(2);
    const outcome = await running.result();
    expect(outcome.accounts.hits).toBeGreaterThan(0);
    await expectLossless('started meanwhile', outcome);
  });

  it('stopped with a pre-execution running that the run joins → the real call, same transcript', async () => {
    const running = await bed.startRun('stopped meanwhile');
    await waitFor('a pre-execution', () => ofRun('stopped meanwhile').some(({ ahead }) => ahead));
    await bed.stopRole('spec');
    const outcome = await running.result();
    const real = ofRun('stopped meanwhile').filter(({ ahead }) => !ahead);
    expect(real.length).toBeGreaterThanOrEqual(2);
    await expectLossless('stopped meanwhile', outcome);
  });

  it('started in the middle of a batch, stopped before its end → work ahead at once, every run answered', async () => {
    const batches = new BatchBed(bed);
    const questions = [1, 2, 3, 4, 5, 6].map((number) => `of a batch ${number}`);
    const entries = await batches.plan(questions, 'speculate');
    const handle = await batches.start(entries, 2);
    const finished = async (): Promise<number> => (await batchProgress(handle)).finished.length;
    await waitFor('a run without speculation', async () => (await finished()) >= 1);
    expect(ofRun('of a batch').some(({ ahead }) => ahead)).toBe(false);
    await bed.startRole('spec');
    await waitFor('work ahead', () => ofRun('of a batch').some(({ ahead }) => ahead));
    await waitFor('runs with speculation', async () => (await finished()) >= 3);
    await bed.stopRole('spec');
    const { finished: ended } = await handle.result();
    expect(ended.map(({ status }) => status)).toEqual(Array(6).fill('answered'));
    const outcomes = await Promise.all(
      entries.map(({ run }) => bed.client.workflow.getHandle<AgentRun>(run.workflowId).result()),
    );
    for (const outcome of outcomes) expect(accountsBalance(outcome.accounts)).toEqual([]);
    expect(outcomes.reduce((hits, { accounts }) => hits + accounts.hits, 0)).toBeGreaterThan(0);
  });
});

describe('rules 1 and 7 on a real server: the draft and what the run waits for', () => {
  const { toolset, executions } = testToolset({ ms: msOf });
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 900, predictorMs: 10 }),
        conversations: [
          looks('joined', 1, '1800ms'),
          looks('overtaken', 1, '50ms ahead 30000ms'),
          looks('both', 1, '20ms'),
        ],
      },
    });
  });
  afterAll(() => bed?.stop());

  it('speculation cancelled while the run has joined an entry → the run still gets it, executed once', async () => {
    const running = await bed.startRun('joined');
    await waitFor('the join', async () => {
      const { doing } = await running.query<{ doing: string }, []>('progress');
      return doing.includes('look');
    });
    await running.signal('cancelSpeculation');
    const outcome = await running.result();
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'joined', ok: true });
    expect(executions.filter(({ value }) => value.startsWith('joined'))).toMatchObject([{ ahead: true }]);
    expect(outcome.accounts.predictRequests).toBe(1);
  });

  it('a pre-execution that hangs → overtaken by its p95, and broken off', async () => {
    const tools = { ...toolset.policy.tools };
    const look = { ...tools.look!, p95Ms: 1200 };
    // Another p95 is another policy; only the workflow's bound matters here, so the hash is kept.
    const outcome = await bed.run('overtaken', {
      change: { policy: { hash: toolset.policy.hash, tools: { ...tools, look } } },
    });
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'overtaken', ok: true });
    const hanging = await waitFor('the broken-off pre-execution', () =>
      executions.find(
        ({ value, ahead, abortedAtMs }) => value.startsWith('overtaken') && ahead && abortedAtMs,
      ),
    );
    expect(hanging.endedAtMs).toBeUndefined();
    expect(outcome.accounts).toMatchObject({ hits: 0, outcomes: { overtaken: 1 } });
  });
});
