import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { scriptedWorld, started } from '../rules/scripted-world';
import { simulate, startSimulated } from './run-simulated';
import { ask, call, runInput } from './simulated-world';

const look = call('look', 'a');
const conversation = (change: object = {}, speculation: object = {}) =>
  runInput({ user: 'toolset', ...change }, speculation);

describe('a run with a user', () => {
  it('text without a call → the user is asked, the run goes on behind the reply, the wait stands apart', async () => {
    const world = scriptedWorld({ turns: [ask('which?'), [look]], reply: () => 'that one' });
    const outcome = await simulate(world, conversation({ arm: 'baseline' }));
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done', wallSeconds: 12 });
    expect(outcome.steps.map(({ kind }) => kind)).toEqual(['ask', 'calls', 'final']);
    expect(outcome.steps[0]).toMatchObject({ userSeconds: 5, waitedSeconds: 2, hiddenSeconds: 0 });
    expect(outcome.accounts.user).toEqual({ turns: 1, seconds: 5 });
  });

  it('the reply is part of the conversation → another reply, another transcript', async () => {
    const play = (text: string) =>
      simulate(scriptedWorld({ turns: [ask('which?')], reply: () => text }), conversation());
    const [one, same, other] = [await play('one'), await play('one'), await play('other')];
    expect(same.transcript.id).toBe(one.transcript.id);
    expect(other.transcript.id).not.toBe(one.transcript.id);
  });

  it('the user says no more → answered with what was said last', async () => {
    const outcome = await simulate(scriptedWorld({ turns: [ask('goodbye')] }), conversation());
    expect(outcome).toMatchObject({ status: 'answered', answer: 'goodbye', wallSeconds: 7 });
  });

  it('a read predicted for the step that asks → it finishes while the user thinks, and serves the next step', async () => {
    const world = scriptedWorld({
      turns: [ask('shall I look?'), [look]],
      predict: (step) => (step === 1 ? [look] : []),
      reply: () => 'yes',
      fate: (kind) => (kind === 'toolAhead' ? { ms: 4000 } : undefined),
    });
    const run = startSimulated(world, conversation());
    const outcome = await run.finish();
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via: 'claimed', waitedSeconds: 0, seconds: 4 });
    expect(outcome).toMatchObject({ accounts: { hits: 1 }, wallSeconds: 11 });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('while the user is waited for → nothing new is predicted, launched or decided', async () => {
    const world = scriptedWorld({
      turns: [ask('shall I look?'), [look]],
      predict: () => [look],
      reply: () => 'yes',
    });
    const run = startSimulated(world, conversation({}, { lookahead: 2 }));
    await run.finish();
    const during = run.ports.log.filter(({ kind, atMs }) => kind !== 'user' && atMs >= 2000 && atMs < 7000);
    expect(during).toEqual([]);
  });

  it('a decision ahead that asks → accepted like any other', async () => {
    const world = scriptedWorld({ turns: [[look], ask('enough?')], reply: () => undefined });
    const run = startSimulated(world, conversation({}, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ answer: 'enough?', accounts: { acceptedAhead: 1 } });
    expect(started(run, 'decide')).toEqual(['step 1@0']);
  });

  it('stop while the user is waited for → the wait ends, a last answer is asked for', async () => {
    const world = scriptedWorld({
      turns: [ask('which?')],
      fate: (kind) => (kind === 'user' ? { ms: 0, hangs: true } : undefined),
    });
    const run = startSimulated(world, conversation());
    run.clock.after(3000, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'last', wallSeconds: 5 });
    expect(outcome.accounts.user).toEqual({ turns: 0, seconds: 1 });
    expect(run.ports.log.find(({ kind }) => kind === 'user')).toMatchObject({ cancelledAtMs: 3000 });
  });
});
