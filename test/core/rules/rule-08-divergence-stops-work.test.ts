import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, candidate, runInput } from '../agent/simulated-world';
import { scriptedWorld, signal, started, work } from './scripted-world';

const truth = call('look', 'truth');
const other = call('look', 'other');
const slowAhead = (kind: string): { ms: number } | undefined =>
  kind === 'toolAhead' ? { ms: 30_000 } : undefined;
const wrongFirst = (step: number) => (step === 1 ? [other] : []);

describe('rule 8: divergence stops work', () => {
  it('a contradicting decision → everything that hangs on it is cancelled at that moment', async () => {
    const world = scriptedWorld({
      turns: [[truth], [call('look', 'b')]],
      predict: (step) => [call('look', `wrong ${step}`)],
      fate: (kind, label) => (kind === 'toolAhead' && !label.includes('wrong 1') ? { ms: 9_000 } : undefined),
    });
    const run = startSimulated(world, runInput({}, { lookahead: 3 }));
    const outcome = await run.finish();
    const cancelled = run.ports.log.filter((entry) => entry.cancelledAtMs === 2000);
    // The chain behind the wrong guess: its prediction is done, its decision ahead and its next guess are not.
    expect(cancelled.map((entry) => `${entry.kind} ${entry.label}`)).toEqual([
      'decideAhead step 2',
      'toolAhead look("wrong 2")',
    ]);
    expect(outcome.accounts.cancelled.diverged).toBeGreaterThanOrEqual(2);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('several guesses, one of them right → it runs on and is joined, the others stop', async () => {
    const world = scriptedWorld({
      turns: [[truth]],
      predict: (step) => (step === 1 ? [candidate([other], 0.6), candidate([truth], 0.3)] : []),
      fate: (kind) => (kind === 'toolAhead' ? { ms: 3000 } : undefined),
    });
    const run = startSimulated(world, runInput({}, { topK: 2 }));
    const outcome = await run.finish();
    expect(work(run, 'toolAhead', 'look("other")').cancelledAtMs).toBe(2000);
    expect(work(run, 'toolAhead', 'look("truth")')).toMatchObject({ endedAtMs: 3300 });
    expect(outcome.accounts).toMatchObject({ hits: 1, outcomes: { joined: 1, cancelled: 1 } });
  });

  it('the same call guessed twice, asked for once → the second execution stops', async () => {
    const world = scriptedWorld({
      turns: [[truth]],
      predict: (step) => (step === 1 ? [truth, truth] : []),
      fate: (kind) => (kind === 'toolAhead' ? { ms: 3000 } : undefined),
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 2, joined: 1, cancelled: 1 });
    expect(run.ports.log.filter((entry) => entry.cancelledAtMs === 2000)).toHaveLength(1);
  });

  it('a finished outcome of a wrong guess → stays, and serves a later step', async () => {
    const world = scriptedWorld({ turns: [[truth], [other]], predict: wrongFirst });
    const outcome = await startSimulated(world, runInput()).finish();
    expect(outcome.steps[1]?.calls[0]).toMatchObject({ via: 'claimed' });
  });

  describe('observed', () => {
    it('the tool’s name alone contradicts → cancelled before the decision', async () => {
      const world = scriptedWorld({ turns: [[call('compute', 1)]], predict: wrongFirst, fate: slowAhead });
      const run = startSimulated(world, runInput());
      run.clock.after(800, () =>
        run.loop.observe({ ...signal(run, []), calls: [{ index: 0, tool: 'compute' }] }),
      );
      const outcome = await run.finish();
      expect(work(run, 'toolAhead', 'look("other")').cancelledAtMs).toBe(800);
      expect(outcome.accounts.cancelled).toEqual({ observed: 1 });
    });

    it('a whole call contradicts → cancelled, and the observed read-only call starts', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: wrongFirst,
        fate: (kind) => (kind === 'toolAhead' ? { ms: 1100 } : undefined),
      });
      const run = startSimulated(world, runInput());
      run.clock.after(800, () => run.loop.observe(signal(run, [truth])));
      const outcome = await run.finish();
      expect(work(run, 'toolAhead', 'look("other")').cancelledAtMs).toBe(800);
      expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'claimed', source: 'observed' });
      expect(outcome.accounts).toMatchObject({ hits: 0, observedHits: 1, launchedByObservation: 1 });
      expect(accountsBalance(outcome.accounts)).toEqual([]);
    });

    it('the predicted call → it runs on, nothing is started twice, however often it is told', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        fate: (kind) => (kind === 'toolAhead' ? { ms: 1000 } : undefined),
      });
      const run = startSimulated(world, runInput());
      for (const atMs of [400, 500, 1900])
        run.clock.after(atMs, () => run.loop.observe(signal(run, [truth])));
      const outcome = await run.finish();
      expect(started(run, 'toolAhead')).toEqual(['look("truth")@300']);
      expect(outcome.accounts).toMatchObject({ hits: 1, observedHits: 0 });
    });

    it('before the prediction comes back → the contradicted guess is refused as diverged', async () => {
      const world = scriptedWorld({ turns: [[truth]], predict: wrongFirst });
      const run = startSimulated(world, runInput());
      run.clock.after(100, () => run.loop.observe(signal(run, [truth])));
      const outcome = await run.finish();
      expect(started(run, 'toolAhead')).toEqual(['look("truth")@100']);
      expect(outcome.accounts).toMatchObject({ refused: { diverged: 1 }, observedHits: 1 });
    });

    it.each([
      ['another run’s token', { runToken: 'somebody else' }],
      ['another transcript', { transcript: 'e'.repeat(64) }],
    ])('%s → ignored', async (_name, change) => {
      const run = startSimulated(
        scriptedWorld({
          turns: [[other]],
          predict: wrongFirst,
          fate: (kind) => (kind === 'toolAhead' ? { ms: 3000 } : undefined),
        }),
        runInput(),
      );
      run.clock.after(800, () => run.loop.observe(signal(run, [truth], change)));
      const outcome = await run.finish();
      expect(outcome.accounts).toMatchObject({
        hits: 1,
        outcomes: { cancelled: 0 },
        launchedByObservation: 0,
      });
    });

    it('a late signal about the step before → ignored', async () => {
      const run = startSimulated(scriptedWorld({ turns: [[truth], [other]], predict: () => [] }), runInput());
      const stale = signal(run, [call('look', 'stale')]);
      run.clock.after(2500, () => run.loop.observe(stale));
      run.clock.after(3500, () => run.loop.observe(stale));
      await run.finish();
      expect(started(run, 'toolAhead')).toEqual([]);
    });

    it('a retried decide that streams another call → the first attempt is void, its call stops, its own claim holds', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: () => [],
        fate: (kind) => (kind === 'toolAhead' ? { ms: 1500 } : undefined),
      });
      const run = startSimulated(world, runInput());
      run.clock.after(300, () => run.loop.observe(signal(run, [other], { attempt: 1 })));
      run.clock.after(400, () => run.loop.observe(signal(run, [truth], { attempt: 2 })));
      // The first attempt's report, late: of a lower attempt now.
      run.clock.after(500, () => run.loop.observe(signal(run, [other], { attempt: 1 })));
      const outcome = await run.finish();
      expect(started(run, 'toolAhead')).toEqual(['look("other")@300', 'look("truth")@400']);
      expect(work(run, 'toolAhead', 'look("other")').cancelledAtMs).toBe(400);
      expect(outcome.accounts).toMatchObject({ observedHits: 1, cancelled: { observed: 1 } });
    });

    it('attempt two decides as attempt one streamed nothing of → the decision is authoritative', async () => {
      const run = startSimulated(scriptedWorld({ turns: [[truth]], predict: () => [] }), runInput());
      run.clock.after(300, () => run.loop.observe(signal(run, [other], { attempt: 1 })));
      const outcome = await run.finish();
      expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'real', preview: 'look truth after 0 writes' });
    });

    it('the draft is off → ignored', async () => {
      const run = startSimulated(scriptedWorld({ turns: [[truth]], predict: () => [] }), runInput());
      const seen = signal(run, [truth]);
      run.clock.after(100, () => run.loop.cancelSpeculation());
      run.clock.after(300, () => run.loop.observe(seen));
      await run.finish();
      expect(started(run, 'toolAhead')).toEqual([]);
    });
  });

  describe('wouldHeed: asked before a signal is sent', () => {
    it('nothing to stop and nothing to start → no', async () => {
      const run = startSimulated(
        scriptedWorld({ turns: [[call('send', 'a')]], predict: () => [] }),
        runInput(),
      );
      let heed: boolean | undefined;
      run.clock.after(500, () => (heed = run.loop.wouldHeed(signal(run, [call('send', 'a')]))));
      await run.finish();
      expect(heed).toBe(false);
    });

    it('a read-only call that nobody executes → yes, and asking changes nothing', async () => {
      const run = startSimulated(scriptedWorld({ turns: [[truth]], predict: () => [] }), runInput());
      let heed: boolean | undefined;
      run.clock.after(500, () => (heed = run.loop.wouldHeed(signal(run, [truth]))));
      await run.finish();
      expect(heed).toBe(true);
      expect(started(run, 'toolAhead')).toEqual([]);
    });

    it('strategy none executes nothing → no', async () => {
      const run = startSimulated(
        scriptedWorld({ turns: [[truth]], predict: () => [] }),
        runInput({}, { strategy: 'none' }),
      );
      let heed: boolean | undefined;
      run.clock.after(500, () => (heed = run.loop.wouldHeed(signal(run, [truth]))));
      await run.finish();
      expect(heed).toBe(false);
    });
  });
});
