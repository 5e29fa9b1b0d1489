import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, candidate, POLICY, runInput, type Fate } from '../agent/simulated-world';
import { scriptedWorld, signal, started, type Script } from './scripted-world';

/** Step 1 predicts the call of step 3; step 2 writes. */
const acrossWrite = (tool: string, fate?: Script['fate']) =>
  startSimulated(
    scriptedWorld({
      turns: [[call('compute', 1)], [call('send', 'w')], [call(tool, 'a')]],
      predict: (step) => (step === 1 ? [call(tool, 'a')] : []),
      fate,
    }),
    runInput(),
  );

describe('rule 5: freshness', () => {
  it('a finished read, then another step without a write → claimed later', async () => {
    const world = scriptedWorld({
      turns: [[call('compute', 1)], [call('compute', 2)], [call('look', 'a')]],
      predict: (step) => (step === 1 ? [call('look', 'a')] : []),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome.steps[2]?.calls[0]).toMatchObject({ via: 'claimed' });
    expect(outcome.accounts).toMatchObject({ hits: 1 });
  });

  it.each<[string, Fate]>([
    ['done', { ms: 1000 }],
    ['failed', { ms: 1000, notOk: true }],
  ])(
    'a write (%s) between a read’s launch and its claim → read again, after the write',
    async (_how, fate) => {
      const run = acrossWrite('look', (kind, label) =>
        kind === 'tool' && label.startsWith('send') ? fate : undefined,
      );
      const outcome = await run.finish();
      expect(outcome.steps[2]?.calls[0]).toMatchObject({ via: 'real', preview: 'look a after 1 writes' });
      expect(outcome.accounts).toMatchObject({ hits: 0, outcomes: { launched: 1, unclaimed: 1 } });
    },
  );

  it('a write while the read still runs → the read is cancelled as stale', async () => {
    const run = acrossWrite('look', (kind) => (kind === 'toolAhead' ? { ms: 100_000 } : undefined));
    run.clock.after(301, () => run.loop.observe(signal(run, [call('look', 'a')])));
    const outcome = await run.finish();
    expect(outcome.steps[2]?.calls[0]).toMatchObject({ via: 'real', preview: 'look a after 1 writes' });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a pure outcome launched before a write → claimed behind it', async () => {
    const outcome = await acrossWrite('compute').finish();
    expect(outcome.steps[2]?.calls[0]).toMatchObject({ via: 'claimed' });
  });

  it('a read of the same turn as a write, executed ahead → claimed before the write only', async () => {
    const turn = [call('look', 'a'), call('send', 'w'), call('look', 'b')];
    const world = scriptedWorld({
      turns: [turn],
      predict: (step) =>
        step === 1 ? [candidate([call('look', 'a')], 0.5), candidate([call('look', 'b')], 0.5)] : [],
    });
    const outcome = await startSimulated(world, runInput({}, { topK: 2 })).finish();
    expect(outcome.steps[0]?.calls).toMatchObject([
      { via: 'claimed', preview: 'look a after 0 writes' },
      { via: 'real' },
      { via: 'real', preview: 'look b after 1 writes' },
    ]);
  });

  it.each([
    [3999, 'real'],
    [4000, 'claimed'],
  ])('time to live %d ms, claimed 4,000 ms after its launch → %s', async (ttlMs, via) => {
    const tools = { ...POLICY, look: { ...POLICY.look!, ttlMs } };
    const world = scriptedWorld({
      turns: [[call('compute', 1)], [call('look', 'a')]],
      predict: (step) => (step === 1 ? [call('look', 'a')] : []),
      fate: (kind) => (kind === 'predict' ? { ms: 1000 } : kind === 'toolAhead' ? { ms: 500 } : undefined),
    });
    const outcome = await startSimulated(world, runInput({ policy: { hash: 'p', tools } })).finish();
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('an observation while a write runs → nothing is started', async () => {
    const world = scriptedWorld({
      turns: [[call('send', 'w')]],
      predict: () => [],
      fate: (kind) => (kind === 'tool' ? { ms: 4000 } : undefined),
    });
    const run = startSimulated(world, runInput());
    run.clock.after(3000, () => run.loop.observe(signal(run, [call('look', 'a')])));
    await run.finish();
    expect(started(run, 'toolAhead')).toEqual([]);
  });
});
