import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunInput, RunOutcome } from '../../contracts/run';
import { accountsBalance } from '../../core/accounts';
import { eventTypes } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { answer, conversation, look } from './conversation';

const fault = (name: string, status: number, more: Record<string, unknown> = {}) => ({
  kind: 'status' as const,
  status,
  when: { role: 'actor' as const, conversation: name },
  ...more,
});

describe('errors of providers', () => {
  const { toolset } = testToolset({ ms: () => 1 });
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } },
        conversations: ['busy', 'refused', 'broken', 'keyless predictor'].map((name) =>
          conversation(name, [look(name), answer('done')]),
        ),
        faults: [
          fault('busy', 429, { count: 1, headers: { 'retry-after': '1' } }),
          fault('refused', 401, { message: 'Incorrect API key provided' }),
          fault('broken', 500, { count: 2 }),
          { kind: 'status', status: 401, when: { role: 'predictor', conversation: 'keyless predictor' } },
        ],
      },
    });
  });
  afterAll(() => bed?.stop());
  const actorRequests = (name: string) =>
    bed.models.requests.filter(({ conversation: id, role }) => id === name && role === 'actor');

  it('429 with retry-after → tried again no sooner than asked for, same answer', async () => {
    const outcome = await bed.run('busy', { arm: 'baseline' });
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    const [first, second] = actorRequests('busy');
    expect(second!.receivedAt - first!.receivedAt).toBeGreaterThanOrEqual(1000);
    expect(actorRequests('busy')).toHaveLength(3);
  });

  it('a refused key → not tried again, the run fails with code, host and remedy, and without the key', async () => {
    const outcome = await bed.run('refused');
    expect(outcome).toMatchObject({
      status: 'failed',
      answer: '',
      error: { code: 'provider_auth', remedy: expect.stringContaining('API key') },
    });
    expect(outcome.error?.message).toContain('127.0.0.1');
    expect(actorRequests('refused')).toHaveLength(1);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('two failures of the server → a third attempt, same answer', async () => {
    expect(await bed.run('broken', { arm: 'baseline' })).toMatchObject({
      status: 'answered',
      answer: 'done',
    });
    expect(actorRequests('broken')).toHaveLength(4);
  });

  it('the predictor’s key is refused → no run fails of it', async () => {
    const outcome = await bed.run('keyless predictor');
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.accounts).toMatchObject({ predictions: 0 });
    expect(outcome.accounts.predictFailures).toBeGreaterThanOrEqual(1);
  });
});

describe('surroundings that do not fit the run', () => {
  const { toolset, executions } = testToolset({ ms: () => 1 });
  let bed: Testbed;
  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } },
        conversations: [conversation('fits not', [look('a'), answer('done')])],
      },
    });
  });
  afterAll(() => bed?.stop());

  const cases: [string, Partial<RunInput>, string, RegExp][] = [
    ['another store', { storeId: 'store-of-somebody' }, 'store_mismatch', /store-of-somebody/],
    [
      'another tool policy',
      { policy: { hash: 'feedfacefeedface', tools: {} } },
      'policy_mismatch',
      /feedfacefeed.*this worker runs under [0-9a-f]{12}/,
    ],
    ['an unknown model profile', { actor: 'oracle' }, 'unknown_model_profile', /"oracle"; it has .*actor/],
    ['a root that is not stored', { root: { id: 'c'.repeat(64), depth: 0 } }, 'blob_missing', /c{64}/],
    ['a root that is no id', { root: { id: '../etc/passwd', depth: 0 } }, 'invalid_hash', /passwd/],
  ];

  it.each(cases)(
    '%s → the run ends failed at once, naming both sides',
    async (_name, change, code, message) => {
      const handle = await bed.startRun('fits not', { change });
      const outcome: RunOutcome = await handle.result();
      expect(outcome).toMatchObject({
        status: 'failed',
        error: { code, message: expect.stringMatching(message) },
      });
      const failures = (await eventTypes(handle)).filter((type) => type === 'ACTIVITY_TASK_FAILED');
      expect(failures.length).toBeGreaterThanOrEqual(1);
      expect(executions).toEqual([]);
      expect(outcome.accounts.actor.requests).toBe(0);
    },
  );

  it('a task that was damaged in the store → the run ends failed, naming the blob', async () => {
    const { store, config } = bed.context;
    const hash = await store.put(new TextEncoder().encode('{"a":"task"}'));
    const folder = (config.store as { path: string }).path;
    await chmod(path.join(folder, 'blobs', hash.slice(0, 2), hash), 0o600);
    await writeFile(path.join(folder, 'blobs', hash.slice(0, 2), hash), '{"another":"task"}');
    const outcome = await bed.run('fits not', { change: { taskHash: hash }, arm: 'baseline' });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'blob_corrupt', message: expect.stringContaining(hash) },
    });
    expect(executions).toEqual([]);
  });
});
