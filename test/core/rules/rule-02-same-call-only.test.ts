import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { simulate, startSimulated } from '../agent/run-simulated';
import { call, calls, candidate, runInput } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

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
