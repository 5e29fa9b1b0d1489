import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { simulate, startSimulated } from '../agent/run-simulated';
import { call, calls, candidate, runInput } from '../agent/simulated-world';
import { scriptedWorld, signal, started, work } from './scripted-world';

describe('rule 2: same call only', () => {
  it.each([
    ['a number for a text', call('look', 1), call('look', '1')],
    ['another text', call('look', 'moon perigee'), call('look', 'moon apogee')],
    ['another tool', call('compute', 'a'), call('look', 'a')],
  ])('%s → not claimed, the real call runs', async (_name, guess, truth) => {
    const run = startSimulated(scriptedWorld({ turns: [[truth]], predict: () => [guess] }), runInput());
    const outcome = await run.finish();
    expect(outcome.accounts).toMatchObject({ hits: 0, lossyHits: 0, observedHits: 0 });
    expect(outcome.steps[0]?.calls[0]?.via).toBe('real');
    expect(started(run, 'tool')).toHaveLength(1);
  });

  it('text beside the call, replay full → the decision ahead is not claimed, and the accounts name the reason', async () => {
    const world = scriptedWorld({ turns: [calls([call('look', 'a')], 'I will look.')] });
    const run = startSimulated(world, runInput({ replay: 'full' }, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(outcome.accounts).toMatchObject({ hits: 1, acceptedAhead: 0, textBesideCall: 1 });
    expect(outcome.accounts.decisions).toMatchObject({ launched: 1, cancelled: 1 });
    expect(started(run, 'decide')).toHaveLength(2);
  });

  it('text beside the call, replay calls → the decision ahead is accepted', async () => {
    const world = scriptedWorld({ turns: [calls([call('look', 'a')], 'I will look.')] });
    const outcome = await simulate(world, runInput({ replay: 'calls' }, { lookahead: 1 }));
    expect(outcome.accounts).toMatchObject({ hits: 1, acceptedAhead: 1, textBesideCall: 0 });
  });

  it('replay required → no decision ahead whatever the lookahead', async () => {
    const world = scriptedWorld({ turns: [[call('look', 'a')], [call('look', 'b')]] });
    const outcome = await simulate(world, runInput({ replay: 'required' }, { lookahead: 3 }));
    expect(outcome.accounts).toMatchObject({ hits: 2, decisions: { launched: 0 } });
  });

  it('another order of the calls → outcomes are claimed each by its key, the decision ahead is not', async () => {
    const truth = [call('look', 'a'), call('look', 'b')];
    const world = scriptedWorld({
      turns: [truth],
      predict: (step) => (step === 1 ? truth.toReversed() : []),
    });
    const outcome = await simulate(world, runInput({}, { lookahead: 1 }));
    expect(outcome.accounts).toMatchObject({ hits: 2, acceptedAhead: 0 });
  });

  describe('lossy strategies, chosen by name', () => {
    const truth = call('look', 'height of the tower in paris');
    const close = call('look', 'the height of a tower, in Paris');
    const far = call('look', 'price of butter');

    it.each([
      ['tool_name_only', far, 1],
      ['tool_name_only', close, 1],
      ['tool_name_only', call('compute', 'height'), 0],
      ['jaccard', close, 1],
      ['jaccard', far, 0],
      ['exact', close, 0],
    ] as const)('%s, %j → %d lossy hits, none among the hits', async (strategy, guess, lossyHits) => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [guess] : []),
      });
      const outcome = await simulate(world, runInput({}, { strategy }));
      expect(outcome.accounts).toMatchObject({ hits: 0, lossyHits });
      expect(outcome.steps[0]?.calls[0]).toMatchObject(
        lossyHits === 1 ? { via: 'claimed', lossy: true } : { via: 'real' },
      );
      expect(accountsBalance(outcome.accounts)).toEqual([]);
    });

    it.each([
      ['tool_name_only', far, 1],
      ['jaccard', close, 1],
      ['jaccard', far, 0],
      ['exact', close, 0],
    ] as const)(
      '%s, %j still running at the decision → joined %d times within the same bounds, counted as lossy',
      async (strategy, guess, lossyHits) => {
        const world = scriptedWorld({
          turns: [[truth]],
          predict: (step) => (step === 1 ? [guess] : []),
          fate: (kind) => (kind === 'toolAhead' ? { ms: 2500 } : undefined),
        });
        const run = startSimulated(world, runInput({}, { strategy }));
        const outcome = await run.finish();
        expect(outcome.accounts).toMatchObject({
          hits: 0,
          lossyHits,
          outcomes: { joined: lossyHits, cancelled: 1 - lossyHits },
        });
        expect(outcome.steps[0]?.calls[0]).toMatchObject(
          lossyHits === 1 ? { via: 'joined', lossy: true } : { via: 'real' },
        );
        // Launched at 0.3 s, decided at 2 s: the run waits for it alone.
        expect(started(run, 'tool')).toHaveLength(1 - lossyHits);
        expect(accountsBalance(outcome.accounts)).toEqual([]);
      },
    );

    it('a similar one that hangs → overtaken by the real call after the usual time of its tool, no lossy hit', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [far] : []),
        fate: (kind) => (kind === 'toolAhead' ? { ms: 0, hangs: true } : undefined),
      });
      const run = startSimulated(world, runInput({}, { strategy: 'tool_name_only' }));
      const outcome = await run.finish();
      // Launched at 0.3 s, waited for until 4 s after its launch, which is its tool's p95; the real call takes 1 s.
      expect(started(run, 'tool').map((work) => work.split('@').at(-1))).toEqual(['4300']);
      expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'overtaken' });
      expect(outcome.accounts).toMatchObject({ lossyHits: 0, outcomes: { overtaken: 1 } });
    });

    it('a similar one that fails while it is waited for → the real call runs, no lossy hit', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [far] : []),
        fate: (kind) => (kind === 'toolAhead' ? { ms: 2500, fails: true } : undefined),
      });
      const outcome = await simulate(world, runInput({}, { strategy: 'tool_name_only' }));
      expect(outcome.steps[0]?.calls[0]?.via).toBe('real');
      expect(outcome.accounts).toMatchObject({ lossyHits: 0, outcomes: { failed: 1 } });
    });

    it('two similar ones running, one call → one joined, the other cancelled', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [call('look', 'x'), close] : []),
        fate: (kind) => (kind === 'toolAhead' ? { ms: 2500 } : undefined),
      });
      const run = startSimulated(world, runInput({}, { strategy: 'jaccard', jaccardThreshold: 0 }));
      const outcome = await run.finish();
      expect(outcome.accounts).toMatchObject({ lossyHits: 1, outcomes: { joined: 1, cancelled: 1 } });
      expect(work(run, 'toolAhead', 'look("x")').cancelledAtMs).toBe(2000);
    });

    it('an entry that is another call of the turn → stands in for no other', async () => {
      const world = scriptedWorld({
        turns: [[far, truth]],
        predict: (step) => (step === 1 ? [truth] : []),
      });
      const outcome = await simulate(world, runInput({}, { strategy: 'tool_name_only' }));
      expect(outcome.accounts).toMatchObject({ hits: 1, lossyHits: 0 });
      expect(outcome.steps[0]?.calls.map(({ via }) => via)).toEqual(['real', 'claimed']);
    });

    it('the stream shows another call of the tool → what runs is neither cancelled nor doubled, and is joined', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [far] : []),
        fate: (kind) => (kind === 'toolAhead' ? { ms: 2500 } : undefined),
      });
      const run = startSimulated(world, runInput({}, { strategy: 'tool_name_only' }));
      let heeded: boolean | undefined;
      run.clock.after(1000, () => {
        heeded = run.loop.wouldHeed(signal(run, [truth]));
        run.loop.observe(signal(run, [truth]));
      });
      const outcome = await run.finish();
      expect(heeded).toBe(false);
      expect(started(run, 'toolAhead')).toHaveLength(1);
      expect(outcome.accounts).toMatchObject({ lossyHits: 1, launchedByObservation: 0 });
    });

    it('an equal call beside a similar one → the equal one, no lossy hit', async () => {
      const world = scriptedWorld({
        turns: [[truth]],
        predict: (step) => (step === 1 ? [candidate([close], 0.6), candidate([truth], 0.4)] : []),
      });
      const outcome = await simulate(world, runInput({}, { strategy: 'tool_name_only', topK: 2 }));
      expect(outcome.accounts).toMatchObject({ hits: 1, lossyHits: 0 });
    });
  });

  it('strategy none → nothing is executed ahead, and the account says what would have hit', async () => {
    const world = scriptedWorld({
      turns: [[call('look', 'a')], [call('look', 'b')], [call('send', 'c')]],
      predict: (step) =>
        step === 2
          ? [
              {
                ...candidate([]),
                calls: [{ ...call('look', 'x'), verdict: { admit: false, reason: 'shadow' } }],
              },
            ]
          : [
              {
                ...candidate([]),
                calls: [
                  {
                    ...call(step === 1 ? 'look' : 'send', step === 1 ? 'a' : 'c'),
                    verdict: { admit: false, reason: 'shadow' },
                  },
                ],
              },
            ],
    });
    const run = startSimulated(world, runInput({}, { strategy: 'none', lookahead: 2 }));
    run.clock.after(1000, () => run.loop.observe({ ...observedLook(run), calls: observedLook(run).calls }));
    const outcome = await run.finish();
    expect(started(run, 'toolAhead')).toEqual([]);
    expect(started(run, 'decideAhead')).toEqual([]);
    expect(outcome.accounts).toMatchObject({
      shadowHits: 1,
      hits: 0,
      observedHits: 0,
      refused: { shadow: 4 },
    });
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });
});

function observedLook(run: ReturnType<typeof startSimulated>) {
  const seen = call('look', 'a');
  return {
    runToken: 'token',
    transcript: run.loop.speculation().chain[0]?.transcript ?? '',
    attempt: 1,
    calls: [{ index: 0, tool: 'look', call: { arguments: seen.arguments, key: seen.key } }],
  };
}
