import { describe, expect, it } from '@jest/globals';
import type { Call } from '../../../contracts/call';
import { accountsBalance } from '../../../core/accounts';
import { simulate, startSimulated } from './run-simulated';
import { call, calls, candidate, final, runInput, type Fate, type World } from './simulated-world';

const TURNS: Call[][] = [[call('look', 1)], [call('look', 2)]];

/** Two tool turns and an answer; actor A, predictor S, tool T seconds; predictions as given. */
function world(input: {
  actor?: number;
  predictor?: Fate;
  tool?: Fate;
  ahead?: Fate;
  predict?: (step: number) => Call[];
}): World {
  const actorMs = (input.actor ?? 2) * 1000;
  const tool = input.tool ?? { ms: 1000 };
  return {
    decide: (_transcript, step) => {
      const turn = TURNS[step - 1];
      return { ...(turn ? calls(turn) : final('done')), seconds: actorMs / 1000 };
    },
    predict: (_transcript, step) => {
      const turn = input.predict ? input.predict(step) : TURNS[step - 1];
      return turn ? [candidate(turn)] : [];
    },
    outcome: (wanted) => `result of ${wanted.key}`,
    fate: (kind) => {
      if (kind === 'predict') return input.predictor ?? { ms: 300 };
      if (kind === 'tool') return tool;
      if (kind === 'toolAhead') return input.ahead ?? tool;
      return { ms: actorMs };
    },
  };
}

const wrong = (step: number): Call[] => [call('look', `wrong ${step}`)];

describe('wall time without hops (virtual clock)', () => {
  it('baseline → three decisions and two tools one after the other', async () => {
    const outcome = await simulate(world({}), runInput({ arm: 'baseline' }));
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done', wallSeconds: 8 });
    expect(outcome.accounts.predictRequests).toBe(0);
  });

  it.each([
    [2, 0, 6.0],
    [2, 1, 4.6],
    [2, 2, 4.6],
    [4, 0, 12.0],
    [4, 1, 8.0],
    [4, 2, 6.6],
  ])(
    'actor %d s, lookahead %d, all predictions right → the bound of %d s',
    async (actor, lookahead, seconds) => {
      const outcome = await simulate(world({ actor }), runInput({}, { lookahead }));
      expect(outcome.wallSeconds).toBeCloseTo(seconds, 6);
      expect(accountsBalance(outcome.accounts)).toEqual([]);
      expect(outcome.accounts.hits).toBe(2);
    },
  );

  it.each([
    ['all predictions wrong', { predict: wrong }],
    ['a wrong tool that takes 4 s', { predict: wrong, ahead: { ms: 4000 } }],
    ['a predictor slower than the actor', { predictor: { ms: 5000 } }],
    ['a predictor that hangs', { predictor: { ms: 0, hangs: true } }],
    ['a predictor that is down', { predictor: { ms: 1, fails: true } }],
    ['pre-executions that fail', { ahead: { ms: 100, fails: true } }],
  ])('%s → exactly as long as the baseline, at every lookahead', async (_name, change) => {
    for (const lookahead of [0, 1, 2]) {
      const outcome = await simulate(world(change), runInput({}, { lookahead }));
      expect(outcome.wallSeconds).toBeCloseTo(8, 6);
      expect(outcome.answer).toBe('done');
      expect(accountsBalance(outcome.accounts)).toEqual([]);
    }
  });

  it('a right pre-execution that hangs → overtaken after its p95, counted from its launch', async () => {
    const run = startSimulated(world({ ahead: { ms: 0, hangs: true } }), runInput());
    const outcome = await run.finish();
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 2, overtaken: 2 });
    expect(run.ports.log.filter((work) => work.kind === 'tool').map((work) => work.atMs)).toEqual([
      4300, 9600,
    ]);
  });
});

describe('the draft and what the run waits for', () => {
  it('a joined outcome: cancelling the speculation → the run still gets it', async () => {
    const run = startSimulated(world({ tool: { ms: 3000 } }), runInput());
    run.clock.after(2500, () => run.loop.cancelSpeculation());
    const outcome = await run.finish();
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ via: 'joined', ok: true });
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 1, joined: 1 });
  });

  it('an entry younger than its schedule-to-start bound → the real call runs beside it, first success wins', async () => {
    const late = world({ predictor: { ms: 1800 }, tool: { ms: 3000 } });
    const run = startSimulated(late, runInput());
    const outcome = await run.finish();
    expect(outcome.accounts.outcomes).toMatchObject({ launched: 2, joined: 2 });
    expect(run.ports.log.filter((work) => work.kind === 'tool')).toMatchObject([
      { atMs: 2000, cancelledAtMs: 4800 },
      { atMs: 6800, cancelledAtMs: 9600 },
    ]);
  });
});
