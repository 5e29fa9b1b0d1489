import { describe, expect, it } from '@jest/globals';
import { armResults } from '../../../../bench/replay/measure/arm-results';
import { boundsOf } from '../../../../bench/replay/measure/bounds';
import type { RunRecord } from '../../../../bench/replay/measure/run-record';
import { emptyAccounts } from '../../../../core/accounts';
import { toyDomain } from '../fixture-domain';

const run = (
  arm: string,
  trajectory: number,
  seconds: number,
  change: Partial<RunRecord> = {},
): RunRecord => {
  const accounts = emptyAccounts();
  accounts.actor.requests = 10;
  accounts.actor.promptTokens = 1000;
  return {
    arm,
    trajectory,
    wallSeconds: seconds + 5,
    ownSeconds: seconds,
    costUsd: 0.1,
    transcript: 'same',
    accounts,
    ...change,
  };
};
const ahead = (requests: number): RunRecord['accounts'] => {
  const accounts = emptyAccounts();
  accounts.actor.requests = 10 - requests;
  accounts.actorAhead.requests = 2 * requests;
  accounts.eligibleCalls = 10;
  accounts.hits = 4;
  accounts.launchedByPrediction = 8;
  accounts.acceptedAhead = requests;
  return accounts;
};
const ARMS = [{ name: 'baseline' }, { name: 'table' }, { name: 'oracle' }];

describe('arms against the baseline', () => {
  it('pairs of the same trajectory → ratios with and without users, share of the oracle’s saving', () => {
    const runs = [0, 1, 2].flatMap((trajectory) => [
      run('baseline', trajectory, 10 * (trajectory + 1)),
      run('table', trajectory, 9 * (trajectory + 1)),
      run('oracle', trajectory, 8 * (trajectory + 1)),
    ]);
    const [table, oracle] = armResults(ARMS, runs);
    expect(table).toMatchObject({ arm: 'table', pairs: 3, sameConversations: 3 });
    expect(table!.ratio.value).toBeCloseTo(0.9, 9);
    expect(table!.ratioWithUser.value).toBeGreaterThan(0.9);
    expect(table!.totalRatio).toBeCloseTo(0.9, 9);
    expect(table!.userSeconds).toBe(5);
    expect(table!.shareOfOracle).toBeCloseTo(0.5, 9);
    expect(oracle!.shareOfOracle).toBeUndefined();
  });

  it('a trajectory that one arm has not played → in no pair; an arm without pairs → left out', () => {
    const runs = [run('baseline', 0, 10), run('baseline', 1, 10), run('table', 1, 5), run('oracle', 7, 1)];
    const results = armResults(ARMS, runs);
    expect(results.map(({ arm, pairs }) => [arm, pairs])).toEqual([['table', 1]]);
  });

  it('decisions ahead that nobody used → more calls of the actor; claimed ones are none', () => {
    const runs = [run('baseline', 0, 10), run('table', 0, 9, { accounts: ahead(3), costUsd: 0.13 })];
    const [table] = armResults(ARMS, runs);
    expect(table!.extraActorCalls).toBeCloseTo(0.3, 9);
    expect(table).toMatchObject({ hitRate: 0.4, precision: 0.5, acceptedAhead: 3, acceptedAheadShare: 0.3 });
    expect(table!.extraCostUsd).toBeCloseTo(0.03, 9);
  });

  it('an oracle that saves nothing → no share', () => {
    const runs = [run('baseline', 0, 10), run('table', 0, 10), run('oracle', 0, 10)];
    expect(armResults(ARMS, runs)[0]!.shareOfOracle).toBeUndefined();
  });
});

describe('what bounds a domain', () => {
  it('a played domain → shares of turns and of time, milliseconds a hop', () => {
    const domain = toyDomain();
    const [trajectory] = domain.trajectories;
    const work = trajectory!.turns.reduce(
      (sum, turn) => sum + turn.seconds + Math.max(0, ...turn.calls.map(({ seconds }) => seconds)),
      0,
    );
    // Six decisions, four turns with calls: ten activities in a row.
    const bounds = boundsOf(
      domain.trajectories.slice(0, 1),
      domain.policy,
      [run('baseline', 0, work + 0.2)],
      1,
    );
    expect(bounds).toMatchObject({ turns: 6, reads: 3 / 6, writes: 1 / 6, words: 2 / 6 });
    expect(bounds.hopMs).toBeCloseTo(20, 6);
    expect(bounds.actorTime + bounds.toolTime + bounds.hopTime).toBeCloseTo(1, 9);
  });
});
