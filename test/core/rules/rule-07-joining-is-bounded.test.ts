import { describe, expect, it } from '@jest/globals';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated } from '../agent/run-simulated';
import { call, runInput } from '../agent/simulated-world';
import { scriptedWorld, started } from './scripted-world';

const turns = [[call('look', 'a')]];

/** The pre-execution is launched at `launchMs`, takes `aheadMs`; the actor decides at 2 s; the real tool takes 1 s; p95 4 s. */
function joining(launchMs: number, aheadMs: number, toolMs = 1000) {
  return startSimulated(
    scriptedWorld({
      turns,
      fate: (kind) => {
        if (kind === 'predict') return { ms: launchMs };
        if (kind === 'toolAhead') return { ms: aheadMs };
        return kind === 'tool' ? { ms: toolMs } : undefined;
      },
    }),
    runInput(),
  );
}

describe('rule 7: joining is bounded', () => {
  it.each([
    ['old enough to be running → waited for alone', 300, 2500, 'joined', [], 2.8],
    [
      'younger than its schedule-to-start bound, ends first → joined, the real call stops',
      1900,
      600,
      'joined',
      ['look("a")@2000'],
      2.5,
    ],
    [
      'younger than its schedule-to-start bound, ends last → overtaken',
      1900,
      2500,
      'overtaken',
      ['look("a")@2000'],
      3,
    ],
    [
      'running beyond its p95, ends before the real call → joined after all',
      300,
      4500,
      'joined',
      ['look("a")@4300'],
      4.8,
    ],
    [
      'running beyond its p95, ends after the real call → overtaken',
      300,
      9000,
      'overtaken',
      ['look("a")@4300'],
      5.3,
    ],
  ])('%s', async (_name, launchMs, aheadMs, via, real, outcomeAtSeconds) => {
    const run = joining(launchMs, aheadMs);
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via });
    expect(started(run, 'tool')).toEqual(real);
    expect(outcome.wallSeconds).toBeCloseTo(outcomeAtSeconds + 2, 6);
    expect(accountsBalance(outcome.accounts)).toEqual([]);
  });

  it('overtaken → the pre-execution is cancelled, and neither a hit nor a failure', async () => {
    const run = joining(1900, 9000);
    const outcome = await run.finish();
    expect(run.ports.log.find(({ kind }) => kind === 'toolAhead')).toMatchObject({ cancelledAtMs: 3000 });
    expect(outcome.accounts).toMatchObject({
      hits: 0,
      outcomes: { launched: 1, overtaken: 1, cancelled: 0, failed: 0 },
    });
    expect(outcome.accounts.wastedSeconds).toBeGreaterThan(0);
  });

  it('joined, the real call cancelled beside it → the seconds that it ran are in the account', async () => {
    const run = joining(1900, 600);
    const { accounts } = await run.finish();
    // Real from 2 s on, cancelled at 2.5 s.
    expect(accounts.tools).toEqual({ executions: 1, seconds: 0.5, costUsd: 0 });
    expect(accounts.toolsAhead).toEqual({ executions: 1, seconds: 0.6, costUsd: 0 });
  });

  it('a decision ahead joined while running → accepted, the real one is never asked', async () => {
    const run = startSimulated(scriptedWorld({ turns }), runInput({}, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(started(run, 'decide')).toEqual(['step 1@0']);
    expect(outcome.steps[1]).toMatchObject({ decidedBy: 'joined' });
    expect(outcome.accounts).toMatchObject({ acceptedAhead: 1, decisions: { launched: 1, joined: 1 } });
    expect(outcome.accounts.actor.requests).toBe(1);
    expect(outcome.accounts.actorAhead.requests).toBe(1);
  });

  it('a young decision ahead → the real one beside it, the first success wins, the other is cancelled', async () => {
    const world = scriptedWorld({
      turns,
      fate: (kind) => (kind === 'predict' ? { ms: 700 } : undefined),
    });
    const run = startSimulated(world, runInput({}, { lookahead: 1 }));
    const outcome = await run.finish();
    expect(started(run, 'decide')).toEqual(['step 1@0', 'step 2@2000']);
    expect(run.ports.log.filter(({ kind }) => kind === 'decide')[1]).toMatchObject({ cancelledAtMs: 3700 });
    expect(outcome).toMatchObject({ wallSeconds: 3.7, accounts: { acceptedAhead: 1 } });
  });
});
