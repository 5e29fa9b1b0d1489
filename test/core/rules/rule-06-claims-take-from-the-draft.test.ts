import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, calls, final, runInput } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

const look = call('look', 'a');
const compute = call('compute', 'a');

describe('rule 6: claims take only from the draft', () => {
  it('baseline: the same call in two steps and twice in a turn → executed every time', async () => {
    const world = scriptedWorld({ turns: [[look], [look], [compute, compute]] });
    const run = startSimulated(world, runInput({ arm: 'baseline' }));
    const outcome = await run.finish();
    expect(started(run, 'tool')).toHaveLength(4);
    expect(outcome.accounts).toMatchObject({ calls: 4, eligibleCalls: 4, reused: 0 });
  });

  it('a real read outcome, the same call a step later → executed again', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look], [look]], predict: () => [] }), runInput());
    await run.finish();
    expect(started(run, 'tool')).toHaveLength(2);
  });

  it('a claimed read, the same call a step later → executed again', async () => {
    const world = scriptedWorld({ turns: [[look], [look]], predict: (step) => (step === 1 ? [look] : []) });
    const outcome = await startSimulated(world, runInput()).finish();
    expect(outcome.steps.map((step) => step.calls[0]?.via)).toEqual(['claimed', 'real', undefined]);
  });

  it('two equal reads in a turn, both predicted → two entries, two hits', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look, look]] }), runInput());
    const outcome = await run.finish();
    expect(started(run, 'toolAhead')).toHaveLength(2);
    expect(outcome.accounts).toMatchObject({ hits: 2, reused: 0 });
  });

  it('two equal reads in a turn, one predicted → one hit, one real', async () => {
    const world = scriptedWorld({ turns: [[look, look]], predict: (step) => (step === 1 ? [look] : []) });
    const outcome = await startSimulated(world, runInput()).finish();
    expect(outcome.steps[0]?.calls.map(({ via }) => via)).toEqual(['claimed', 'real']);
    expect(outcome.accounts).toMatchObject({ hits: 1, reused: 0 });
  });

  it('two equal reads in a turn, both joining → each has its own entry', async () => {
    const world = scriptedWorld({
      turns: [[look, look]],
      fate: (kind) => (kind === 'toolAhead' ? { ms: 2500 } : undefined),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls.map(({ via }) => via)).toEqual(['joined', 'joined']);
    expect(started(run, 'tool')).toEqual([]);
  });

  it.each([
    ['finished', 1000, ['claimed', 'reused']],
    ['running', 2500, ['joined', 'reused']],
  ])('two equal pure calls, one entry, %s → one hit, one further use', async (_state, ms, vias) => {
    const world = scriptedWorld({
      turns: [[compute, compute], [compute]],
      predict: (step) => (step === 1 ? [compute] : []),
      fate: (kind) => (kind === 'toolAhead' ? { ms } : undefined),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls.map(({ via }) => via)).toEqual(vias);
    expect(outcome.steps[1]?.calls[0]?.via).toBe('reused');
    expect(outcome.accounts).toMatchObject({ hits: 1, reused: 2, eligibleCalls: 3 });
    expect(started(run, 'toolAhead')).toHaveLength(1);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('thinking turns → every step has its own transcript, no decision is claimed twice', async () => {
    const thinking = { ...final('hm'), kind: 'thinking' as const, answer: undefined };
    const world = scriptedWorld({ turns: [thinking, calls([look]), thinking] });
    const outcome = await startSimulated(world, runInput({}, { lookahead: 2 })).finish();
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(outcome.transcript.depth).toBe(4);
    expect(outcome.accounts.acceptedAhead).toBeLessThanOrEqual(outcome.steps.length);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});
