import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, candidate, runInput } from '../agent/simulated-world';
import { NEVER_STARTED } from '../../../core/speculation/ports';
import { scriptedWorld } from './scripted-world';

describe('rule 10: one account each', () => {
  it('one run that ends an entry in every way → each is counted once', async () => {
    const fates: Record<string, { ms: number; fails?: boolean; hangs?: boolean }> = {
      'look("claimed")': { ms: 100 },
      'look("joined")': { ms: 2500 },
      'look("overtaken")': { ms: 0, hangs: true },
      'look("unclaimed")': { ms: 100 },
      'look("cancelled")': { ms: 0, hangs: true },
      'look("failed")': { ms: 100, fails: true },
    };
    const names = ['claimed', 'joined', 'overtaken', 'unclaimed', 'cancelled', 'failed'];
    const world = scriptedWorld({
      turns: [
        [call('look', 'claimed'), call('look', 'joined'), call('look', 'overtaken'), call('look', 'failed')],
      ],
      predict: (step) => (step === 1 ? names.map((name) => candidate([call('look', name)], 0.5)) : []),
      fate: (kind, label) => (kind === 'toolAhead' ? fates[label] : undefined),
    });
    const outcome = await startSimulated(world, runInput({}, { topK: 6 })).finish();
    expect(outcome.accounts).toMatchObject({
      predictions: 6,
      launchedByPrediction: 6,
      refused: {},
      outcomes: {
        launched: 6,
        running: 0,
        claimed: 1,
        joined: 1,
        overtaken: 1,
        unclaimed: 1,
        cancelled: 1,
        failed: 1,
      },
      cancelled: { diverged: 1 },
      hits: 2,
      calls: 4,
      eligibleCalls: 4,
      tools: { executions: 2 },
    });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('refusals → each has its reason code, and the sum is the predictions', async () => {
    const refused = (reason: 'below_threshold' | 'egress_url') => ({
      ...call('look', reason),
      verdict: { admit: false as const, reason },
    });
    const world = scriptedWorld({
      turns: [[call('look', 'a')]],
      predict: (step) =>
        step > 1
          ? []
          : [
              { ...candidate([]), calls: [refused('below_threshold')] },
              { ...candidate([]), calls: [refused('egress_url')] },
              candidate([call('look', 'a'), call('send', 'b'), call('look', 'c')]),
              candidate([call('look', 'a')]),
              candidate([call('nothing', 'a')]),
            ],
    });
    const { accounts } = await startSimulated(world, runInput({}, { topK: 5 })).finish();
    expect(accounts).toMatchObject({ predictions: 7, launchedByPrediction: 1 });
    expect(accounts.refused).toEqual({
      below_threshold: 1,
      egress_url: 1,
      not_read_only: 1,
      after_write: 1,
      duplicate: 1,
      unknown_tool: 1,
    });
  });

  it('work that no worker took in time → launched and failed, but neither executed nor asked', async () => {
    const world = scriptedWorld({
      turns: [[call('look', 'a')]],
      fate: (kind, label) => {
        const taken = kind === 'predict' && label === 'step 1';
        const ahead = kind === 'predict' || kind === 'toolAhead' || kind === 'decideAhead';
        return ahead && !taken ? { ms: 500, fails: true, code: NEVER_STARTED } : undefined;
      },
    });
    const { accounts } = await startSimulated(world, runInput({}, { lookahead: 1 })).finish();
    expect(accounts).toMatchObject({
      predictRequests: 2,
      predictFailures: 1,
      predictor: { requests: 1, estimated: 0 },
      outcomes: { launched: 1, failed: 1 },
      toolsAhead: { executions: 0 },
    });
  });

  it('a prediction that the decision overtook → cancelled, one that broke → failed', async () => {
    const world = scriptedWorld({
      turns: [[call('look', 'a')], [call('look', 'b')]],
      fate: (kind, label) => {
        if (kind !== 'predict') return undefined;
        return label === 'step 1' ? { ms: 60_000 } : { ms: 100, fails: label === 'step 2' };
      },
    });
    const { accounts } = await startSimulated(world, runInput()).finish();
    expect(accounts).toMatchObject({
      predictRequests: 3,
      predictCancelled: 1,
      predictFailures: 1,
      predictors: { model: { asked: 3, cancelled: 1, failed: 1 } },
    });
    expect(accountsBalance(accounts)).toEqual([]);
  });

  it('hidden seconds → what the run did not wait for; wasted seconds → what nobody used', async () => {
    const world = scriptedWorld({
      turns: [[call('look', 'a')]],
      predict: (step) => (step === 1 ? [candidate([call('look', 'a')]), candidate([call('look', 'x')])] : []),
    });
    const { accounts, wallSeconds } = await startSimulated(world, runInput({}, { topK: 2 })).finish();
    expect(wallSeconds).toBe(4);
    expect(accounts.hiddenSeconds).toBeCloseTo(1, 6);
    expect(accounts.wastedSeconds).toBeCloseTo(1, 6);
  });

  it('stopped or out of time at any moment → balanced, nothing left running', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9000 }),
        fc.constantFrom('stop', 'timeIsUp', 'cancelSpeculation' as const),
        fc.constantFrom(0, 1, 2),
        async (atMs, what, lookahead) => {
          const world = scriptedWorld({
            turns: [
              [call('look', 'a'), call('look', 'b')],
              [call('look', 'c'), call('send', 'd'), call('send', 'e')],
            ],
            fate: (kind, label) => (kind === 'toolAhead' && label.includes('b') ? { ms: 3000 } : undefined),
          });
          const run = startSimulated(world, runInput({}, { lookahead }));
          run.clock.after(atMs, () => run.loop[what as 'stop']());
          const { accounts, status, answer } = await run.finish();
          expect(accountsBalance(accounts)).toEqual([]);
          expect(accounts.outcomes.running + accounts.decisions.running).toBe(0);
          expect(['answered', 'stopped', 'time_limit']).toContain(status);
          if (what === 'cancelSpeculation') expect(answer).toBe('done');
        },
      ),
      { numRuns: 150 },
    );
  });
});
