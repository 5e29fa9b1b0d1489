import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, runInput, type Fate } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

describe('rule 3: only successes are claimed', () => {
  const turns = [[call('look', 'a')]];

  it.each<[string, Fate]>([
    ['fails before the decision', { ms: 100, fails: true }],
    ['fails while the run joins it', { ms: 3000, fails: true }],
    ['comes back with an error before the decision', { ms: 100, notOk: true }],
    ['comes back with an error while the run joins it', { ms: 3000, notOk: true }],
  ])('a pre-execution that %s → forgotten, the real call gives the outcome', async (_name, fate) => {
    const world = scriptedWorld({ turns, fate: (kind) => (kind === 'toolAhead' ? fate : undefined) });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls[0]).toMatchObject({
      ok: true,
      via: 'real',
      preview: 'look a after 0 writes',
    });
    expect(outcome.accounts).toMatchObject({ hits: 0, outcomes: { launched: 1, failed: 1 } });
    expect(started(run, 'tool')).toHaveLength(1);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a failed pre-execution, predicted again for a later step → executed again and claimed', async () => {
    let launches = 0;
    const world = scriptedWorld({
      turns: [[call('compute', 1)], [call('look', 'a')]],
      predict: () => [call('look', 'a')],
      fate: (kind) => (kind === 'toolAhead' ? { ms: 100, fails: (launches += 1) === 1 } : undefined),
    });
    const outcome = await startSimulated(world, runInput()).finish();
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via: 'claimed', ok: true });
    expect(outcome.accounts.outcomes).toMatchObject({ failed: 1, claimed: 1 });
  });

  it('a decision ahead that fails → the real one decides', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind) => (kind === 'decideAhead' ? { ms: 1800, fails: true } : undefined),
    });
    const run = startSimulated(world, runInput({}, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(outcome).toMatchObject({
      answer: 'done',
      accounts: { acceptedAhead: 0, decisions: { failed: 1 } },
    });
    expect(started(run, 'decide')).toEqual(['step 1@0', 'step 2@3100']);
  });

  it('a real call that comes back with an error → the model is told, nothing else is tried', async () => {
    const world = scriptedWorld({
      turns,
      predict: () => [],
      fate: (kind) => (kind === 'tool' ? { ms: 10, notOk: true } : undefined),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ ok: false, code: 'simulated', via: 'real' });
    expect(started(run, 'tool')).toHaveLength(1);
  });
});
