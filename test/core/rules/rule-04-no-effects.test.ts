import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, runInput } from '../agent/simulated-world';
import { scriptedWorld, signal, started } from './scripted-world';

describe('rule 4: no effects ahead, enforced in the workflow whatever a predictor says', () => {
  it('a predicted write that was admitted → refused, and nothing behind it is executed', async () => {
    const turn = [call('look', 'a'), call('send', 'b'), call('look', 'c')];
    const run = startSimulated(scriptedWorld({ turns: [turn] }), runInput({}, { lookahead: 2 }));
    const outcome = await run.finish();
    expect(started(run, 'toolAhead')).toEqual(['look("a")@300']);
    expect(outcome.accounts.refused).toEqual({ not_read_only: 1, after_write: 1 });
    expect(started(run, 'decideAhead')).toEqual([]);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('a tool that the pinned policy does not name → refused', async () => {
    const world = scriptedWorld({
      turns: [[call('look', 'a')]],
      predict: () => [call('delete_everything', 'a')],
    });
    const run = startSimulated(world, runInput());
    const outcome = await run.finish();
    expect(started(run, 'toolAhead')).toEqual([]);
    expect(outcome.accounts.refused).toEqual({ unknown_tool: 2 });
  });

  it.each(['__proto__', 'constructor', 'toString'])('a tool named %s → refused', async (tool) => {
    const world = scriptedWorld({ turns: [[call('look', 'a')]], predict: () => [call(tool, 'a')] });
    const run = startSimulated(world, runInput());
    await run.finish();
    expect(started(run, 'toolAhead')).toEqual([]);
  });

  it('an observed write and what the stream shows behind it → started after the decision only', async () => {
    const turn = [call('look', 'a'), call('send', 'b'), call('look', 'c')];
    const run = startSimulated(scriptedWorld({ turns: [turn], predict: () => [] }), runInput());
    run.clock.after(500, () => run.loop.observe(signal(run, turn)));
    const outcome = await run.finish();
    expect(started(run, 'toolAhead')).toEqual(['look("a")@500']);
    expect(started(run, 'tool')).toEqual(['send("b")@2000', 'look("c")@3000']);
    expect(outcome.accounts).toMatchObject({ observedHits: 1, launchedByObservation: 1 });
  });

  it('a finished decision ahead that writes → known, never executed before the real decision', async () => {
    const turns = [[call('look', 'a')], [call('send', 'b')]];
    const run = startSimulated(scriptedWorld({ turns }), runInput({}, { lookahead: 2 }));
    const outcome = await run.finish();
    expect(outcome.accounts.acceptedAhead).toBe(1);
    expect(run.ports.log.filter((work) => work.label.startsWith('send'))).toMatchObject([{ kind: 'tool' }]);
    expect(run.ports.writes).toHaveLength(1);
  });
});
