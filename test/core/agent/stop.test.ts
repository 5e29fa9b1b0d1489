import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { scriptedWorld, started } from '../rules/scripted-world';
import { startSimulated } from './run-simulated';
import { call, calls, runInput } from './simulated-world';

const look = call('look', 'a');

describe('stop', () => {
  it('while the actor decides → the request is cancelled, a last answer is asked for', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look], [look]] }), runInput({}, { lookahead: 2 }));
    run.clock.after(500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'last', wallSeconds: 2.5 });
    expect(outcome.accounts.cancelled).toEqual({ stopped: 1 });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('while real reads run → cancelled, the transcript says so', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look]], predict: () => [] }), runInput());
    run.clock.after(2500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ ok: false, code: 'interrupted' });
    expect(run.ports.log.find(({ kind }) => kind === 'tool')).toMatchObject({ cancelledAtMs: 2500 });
  });

  it('while a write runs → waited for, its outcome stands in the transcript, no further one begins', async () => {
    const run = startSimulated(
      scriptedWorld({ turns: [[call('send', 'a'), call('send', 'b')]] }),
      runInput(),
    );
    run.clock.after(2500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls).toMatchObject([
      { ok: true, preview: 'send a' },
      { ok: false, code: 'interrupted' },
    ]);
    expect(run.ports.writes).toHaveLength(1);
  });

  it('while a read is joined that a write of the same turn waits for → the write never begins', async () => {
    const world = scriptedWorld({
      turns: [[look, call('send', 'w')]],
      predict: (step) => (step === 1 ? [look] : []),
      fate: (kind) => (kind === 'toolAhead' ? { ms: 3000 } : undefined),
    });
    const run = startSimulated(world, runInput());
    run.clock.after(2500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'last', wallSeconds: 4.5 });
    expect(run.ports.writes).toEqual([]);
    expect(outcome.accounts).toMatchObject({ hits: 0, outcomes: { joined: 0, cancelled: 1 } });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('while a failing pre-execution is joined → no real call begins behind the stop', async () => {
    const world = scriptedWorld({
      turns: [[look]],
      fate: (kind) => (kind === 'toolAhead' ? { ms: 3000, fails: true } : undefined),
    });
    const run = startSimulated(world, runInput());
    run.clock.after(2500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome.status).toBe('stopped');
    expect(started(run, 'tool')).toEqual([]);
  });

  it('while a decision ahead is joined → it is given up, no real decision but the last begins', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look]] }), runInput({}, { lookahead: 1 }));
    run.clock.after(2500, () => run.loop.stop());
    const outcome = await run.finish();
    expect(outcome).toMatchObject({ status: 'stopped', answer: 'last' });
    expect(started(run, 'decide')).toEqual(['step 1@0', 'step 3@2500']);
    expect(outcome.accounts).toMatchObject({ acceptedAhead: 0, decisions: { joined: 0, cancelled: 1 } });
  });

  it('the last answer fails → stopped with what was said last, and the error; a failure elsewhere → failed', async () => {
    const fails = (step: string) =>
      startSimulated(
        scriptedWorld({
          turns: [calls([look], 'I will look.'), [look]],
          fate: (kind, label) => (kind === 'decide' && label === step ? { ms: 10, fails: true } : undefined),
        }),
        runInput({ arm: 'baseline' }),
      );
    const error = { code: 'provider_failed', message: 'no answer' };
    const stopped = fails('step 3');
    stopped.clock.after(3500, () => stopped.loop.stop());
    await expect(stopped.finish()).rejects.toBeDefined();
    expect(stopped.loop.fail(error)).toMatchObject({
      outcome: { status: 'stopped', answer: 'I will look.', error },
    });
    const failed = fails('step 2');
    await expect(failed.finish()).rejects.toBeDefined();
    expect(failed.loop.fail(error)).toMatchObject({ outcome: { status: 'failed', answer: '', error } });
  });

  it('twice → the last answer is not waited for', async () => {
    const run = startSimulated(scriptedWorld({ turns: [[look]] }), runInput());
    run.clock.after(500, () => run.loop.stop());
    run.clock.after(600, () => run.loop.stop());
    expect(await run.finish()).toMatchObject({ status: 'stopped', answer: '', wallSeconds: 0.6 });
  });
});
