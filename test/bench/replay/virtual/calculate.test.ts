import { describe, expect, it } from '@jest/globals';
import { replayArms, type ReplayArm } from '../../../../bench/replay/arms';
import { toolSeconds } from '../../../../bench/replay/measure/bounds';
import { calculate } from '../../../../bench/replay/virtual/calculate';
import { problemsOf } from '../../../../bench/replay/world/start-replay';
import type { Predictor } from '../../../../predictors/predictor';
import { playOf, SYSTEM, toyDomain } from '../fixture-domain';

const domain = toyDomain();
const arms = replayArms({ guesser: 'table', gates: [{ rule: 'always' }], oracle: true, lookahead: 1 });
const arm = (name: string): ReplayArm => arms.find((one) => one.name === name)!;

const guessing = (make: (text: string) => { tool: string; id: string }[]): Predictor => ({
  name: 'toy',
  predict: ({ params }) => {
    const calls = make(JSON.stringify(params)).map(({ tool, id }) => ({ tool, arguments: { id } }));
    const usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 };
    const guesses = [{ turn: 'calls' as const, calls, probability: 0.9, source: 'table' as const }];
    return Promise.resolve({ guesses, usage });
  },
});

const play = (name: string, change: object = {}) =>
  calculate({ domain, arm: arm(name), play: playOf(), system: SYSTEM, hopMs: 10, ...change });

describe('recorded runs on a virtual clock', () => {
  it('baseline → all its work one after the other and a hop each, to the millisecond', async () => {
    const [outcome] = await play('baseline');
    const { turns } = domain.trajectories[0]!;
    const work = turns.reduce((sum, turn) => sum + turn.seconds + toolSeconds(turn, domain.policy), 0);
    const users = turns.reduce((sum, { reply }) => sum + (reply ? reply.seconds + 0.01 : 0), 0);
    const hops = turns.length + turns.filter(({ calls }) => calls.length > 0).length;
    expect(outcome!.wallSeconds).toBeCloseTo(work + users + hops * 0.01, 2);
    expect(outcome!.accounts.user).toMatchObject({ turns: 2, seconds: expect.closeTo(users, 2) });
  });

  it('every arm → what was recorded, the same conversation as the baseline', async () => {
    const table = guessing(() => [{ tool: 'get_order', id: 'W1' }]);
    const baseline = await play('baseline');
    for (const name of ['oracle', 'table/always']) {
      const outcomes = await play(name, { table });
      outcomes.forEach((outcome, index) => {
        expect(problemsOf(outcome, domain.trajectories[index]!)).toEqual([]);
        expect(outcome.transcript.id).toBe(baseline[index]!.transcript.id);
      });
    }
  });

  it('the oracle → every read is a hit, sooner than the baseline; without lookahead less so', async () => {
    const own = (outcomes: Awaited<ReturnType<typeof play>>): number =>
      outcomes.reduce((sum, outcome) => sum + outcome.wallSeconds, 0);
    const oracle = await play('oracle');
    expect(oracle[0]!.accounts).toMatchObject({ hits: 4, eligibleCalls: 4, acceptedAhead: 2 });
    const noLookahead = { ...arm('oracle'), speculation: { ...arm('oracle').speculation, lookahead: 0 } };
    const shallow = await play('oracle', { arm: noLookahead });
    expect(shallow[0]!.accounts).toMatchObject({ hits: 4, acceptedAhead: 0 });
    expect(own(oracle)).toBeLessThan(own(shallow));
    expect(own(shallow)).toBeLessThan(own(await play('baseline')));
  });

  it('real requests beside equal ones ahead → counted, although they are broken off', async () => {
    const { turns } = domain.trajectories[0]!;
    const requests = async (doubles?: 'avoided'): Promise<number> => {
      const oracle = arm('oracle');
      const speculation = { ...oracle.speculation, doubles };
      const [outcome] = await play('oracle', { arm: { ...oracle, speculation } });
      const { actor, actorAhead, decisions } = outcome!.accounts;
      expect(decisions.unclaimed + decisions.cancelled).toBe(0);
      return actor.requests + actorAhead.requests;
    };
    expect(await requests('avoided')).toBe(turns.length);
    expect(await requests()).toBe(turns.length + 1);
  });

  it('always wrong → no hit, the decisions behind wrong guesses learn nothing and are not accepted', async () => {
    const table = guessing(() => [{ tool: 'get_user', id: 'nobody' }]);
    const [wrong] = await play('table/always', { table });
    const [baseline] = await play('baseline');
    expect(wrong!.accounts).toMatchObject({ hits: 0, acceptedAhead: 0 });
    expect(wrong!.accounts.decisions.launched).toBeGreaterThan(0);
    expect(wrong!.wallSeconds).toBeCloseTo(baseline!.wallSeconds, 6);
  });

  it('a likelier guess that only speaks before one that calls → the one that calls carries the chain', async () => {
    const silent = guessing(() => [{ tool: 'get_order', id: 'W1' }]);
    const table: Predictor = {
      ...silent,
      predict: async (asked) => {
        const { guesses, usage } = await silent.predict(asked);
        const words = { turn: 'ask' as const, calls: [], probability: 0.6, source: 'table' as const };
        return { guesses: [words, ...guesses.map((guess) => ({ ...guess, probability: 0.4 }))], usage };
      },
    };
    const [both] = await play('table/always', { table });
    const [alone] = await play('table/always', { table: silent });
    expect(alone!.accounts.acceptedAhead).toBeGreaterThan(0);
    expect(both!.accounts.acceptedAhead).toBe(alone!.accounts.acceptedAhead);
    expect(both!.wallSeconds).toBeCloseTo(alone!.wallSeconds, 6);
  });

  it('slower tools and actors → longer by their own parts', async () => {
    const seconds = async (change: object): Promise<number> =>
      (await play('baseline', change))[0]!.wallSeconds;
    const usual = await seconds({});
    const slowTools = await seconds({ toolFactor: 2 });
    const slowActor = await seconds({ actorFactor: 2 });
    const { turns } = domain.trajectories[0]!;
    expect(slowTools - usual).toBeCloseTo(
      turns.reduce((sum, turn) => sum + toolSeconds(turn, domain.policy), 0),
      2,
    );
    expect(slowActor - usual).toBeCloseTo(
      turns.reduce((sum, turn) => sum + turn.seconds, 0),
      2,
    );
  });
});
