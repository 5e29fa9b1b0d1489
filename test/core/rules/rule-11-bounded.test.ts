import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, candidate, final, POLICY, runInput } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

const limits = runInput().limits;
const endless = Array.from({ length: 50 }, (_, index) => [call('look', index)]);
const thinking = { ...final('let me think'), kind: 'thinking' as const, answer: undefined };

describe('rule 11: bounded, each limit with its own exit status', () => {
  it('steps → a last answer without tools, step_limit', async () => {
    const run = startSimulated(
      scriptedWorld({ turns: endless }),
      runInput({ limits: { ...limits, maxSteps: 4 } }, { lookahead: 2 }),
    );
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'step_limit', answer: 'last' });
    expect(outcome.steps).toHaveLength(4);
    expect(outcome.steps.at(-1)?.kind).toBe('final');
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('one step alone → the last answer at once', async () => {
    const run = startSimulated(
      scriptedWorld({ turns: endless }),
      runInput({ limits: { ...limits, maxSteps: 1 } }),
    );
    expect(await run.finish()).toMatchObject({ status: 'step_limit', answer: 'last' });
    expect(started(run, 'tool')).toEqual([]);
  });

  it('tokens → token_limit before the next decision, with what was said last', async () => {
    const outcome = await startSimulated(
      scriptedWorld({ turns: [...endless.slice(0, 2), thinking] }),
      runInput({ arm: 'baseline', limits: { ...limits, maxTokens: 45 } }),
    ).finish();
    expect(outcome).toMatchObject({ status: 'token_limit', answer: 'let me think' });
    expect(outcome.steps).toHaveLength(3);
  });

  it('dollars → cost_limit', async () => {
    const outcome = await startSimulated(
      scriptedWorld({ turns: endless }),
      runInput({ arm: 'baseline', limits: { ...limits, maxCostUsd: 0.02 } }),
    ).finish();
    expect(outcome).toMatchObject({ status: 'cost_limit' });
    expect(outcome.steps).toHaveLength(2);
  });

  it('seconds, while the actor decides → time_limit, the request is cancelled', async () => {
    const run = startSimulated(scriptedWorld({ turns: endless }), runInput({}, { lookahead: 1 }));
    run.clock.after(500, () => run.loop.timeIsUp());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'time_limit', answer: '' });
    expect(run.clock.nowMs).toBe(500);
    expect(run.ports.log.find(({ kind }) => kind === 'decide')).toMatchObject({ cancelledAtMs: 500 });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('seconds, while a write runs → the write is waited for, no other begins', async () => {
    const turns = [[call('send', 'a'), call('send', 'b')]];
    const run = startSimulated(scriptedWorld({ turns }), runInput());
    run.clock.after(2500, () => run.loop.timeIsUp());
    const outcome = await run.finish();
    expect(outcome.status).toBe('time_limit');
    expect(started(run, 'tool')).toEqual(['send("a")@2000']);
    expect(run.ports.log.find(({ kind }) => kind === 'tool')).toMatchObject({ endedAtMs: 3000 });
    expect(outcome.steps[0]?.calls).toMatchObject([{ ok: true }, { ok: false, code: 'interrupted' }]);
  });

  it('thinking turns → three in a row, then the last answer', async () => {
    const turns = [thinking, thinking, thinking, thinking];
    const outcome = await startSimulated(scriptedWorld({ turns }), runInput()).finish();
    expect(outcome.steps.map(({ kind }) => kind)).toEqual(['thinking', 'thinking', 'thinking', 'final']);
    expect(outcome).toMatchObject({ status: 'answered', answer: 'last' });
  });

  describe('speculation', () => {
    const many = (step: number) =>
      Array.from({ length: 5 }, (_, index) => candidate([call('look', `${step} ${index}`)], 0.5));

    it.each([
      ['maxConcurrent', 2, 'concurrency'],
      ['maxLaunches', 2, 'budget_launches'],
    ] as const)('%s %d → launched that many, the rest refused as %s', async (name, value, reason) => {
      const world = scriptedWorld({
        turns: [[call('look', 'a')]],
        predict: (step) => (step === 1 ? many(1) : []),
      });
      const run = startSimulated(world, runInput({}, { topK: 5, [name]: value }));
      const outcome = await run.finish();
      expect(started(run, 'toolAhead')).toHaveLength(2);
      expect(outcome.accounts.refused).toEqual({ [reason]: 3 });
    });

    it('dollars → no launch beyond them', async () => {
      const tools = { ...POLICY, look: { ...POLICY.look!, priceUsd: 0.4 } };
      const world = scriptedWorld({
        turns: [[call('look', 'a')]],
        predict: (step) => (step === 1 ? many(1) : []),
      });
      const run = startSimulated(
        world,
        runInput({ policy: { hash: 'p', tools } }, { topK: 5, maxCostUsd: 1 }),
      );
      const outcome = await run.finish();
      expect(started(run, 'toolAhead')).toHaveLength(2);
      expect(outcome.accounts.refused).toEqual({ budget_cost: 3 });
    });

    it('memo full of running entries → memo_full; full of finished ones → the oldest is given up', async () => {
      const world = scriptedWorld({
        turns: [[call('compute', 1)], [call('compute', 2)]],
        predict: (step) => many(step),
      });
      const run = startSimulated(world, runInput({}, { topK: 5, maxMemoEntries: 3, maxConcurrent: 10 }));
      const outcome = await run.finish();
      expect(outcome.accounts.refused).toEqual({ memo_full: 6 });
      expect(outcome.accounts.outcomes).toMatchObject({ launched: 9 });
      expect(accountsBalance(outcome.accounts)).toEqual([]);
    });

    it('concurrency while an entry is joined and others run → never more at a time than allowed', async () => {
      const world = scriptedWorld({
        turns: endless.slice(0, 10),
        predict: (step) =>
          [candidate(endless[step - 1] ?? []), ...many(step)].filter(({ calls }) => calls.length > 0),
        fate: (kind) => (kind === 'toolAhead' ? { ms: 3000 } : undefined),
      });
      const run = startSimulated(world, runInput({}, { topK: 6, lookahead: 3, maxConcurrent: 3 }));
      await run.finish();
      const ahead = run.ports.log.filter(({ kind }) => kind === 'toolAhead' || kind === 'decideAhead');
      const at = (ms: number): number =>
        ahead.filter((entry) => entry.atMs <= ms && (entry.endedAtMs ?? entry.cancelledAtMs ?? Infinity) > ms)
          .length;
      expect(Math.max(...ahead.map(({ atMs }) => at(atMs)))).toBe(3);
    });
  });
});
