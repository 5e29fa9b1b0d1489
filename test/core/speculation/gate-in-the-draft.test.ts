import { describe, expect, it } from '@jest/globals';
import type { Candidate } from '../../../contracts/speculation';
import type { RunInput } from '../../../contracts/run';
import { accountsBalance } from '../../../core/accounts';
import { startSimulated, type SimulatedRun } from '../agent/run-simulated';
import { call, candidate, runInput } from '../agent/simulated-world';
import { SETTINGS } from '../gate/questions';
import { scriptedWorld, started } from '../rules/scripted-world';

const A = call('look', 'a');
const B = call('look', 'b');

const guess = (turn: (typeof A)[], change: Partial<Candidate> = {}): Candidate => ({
  ...candidate(turn),
  ...change,
});

const turnAt = (step: number): (typeof A)[] => (step === 1 ? [A] : step === 2 ? [B] : []);

const noValue = { admit: false, reason: 'no_value', reserveUsd: 0 } as const;

function run(
  predict: (step: number) => Candidate[],
  speculation: Partial<RunInput['speculation']> = {},
): SimulatedRun {
  const world = scriptedWorld({ turns: [[A], [B]], predict });
  return startSimulated(world, runInput({}, { lookahead: 1, gate: SETTINGS, ...speculation }));
}

describe('the draft obeys the gate', () => {
  it('a decision ahead that the gate refuses → the call is launched, the actor is not asked', async () => {
    const simulated = run((step) => [guess(turnAt(step), { ahead: noValue })]);
    const { accounts } = await simulated.finish();
    expect(started(simulated, 'decideAhead')).toEqual([]);
    expect(accounts.hits).toBe(2);
    expect(accounts.refusedAhead!.no_value).toBeGreaterThanOrEqual(1);
    expect(accountsBalance(accounts)).toEqual([]);
  });

  it('one that it admits, or says nothing about → the actor is asked', async () => {
    const ahead = { admit: true, reserveUsd: 0.02 } as const;
    for (const change of [{ ahead }, {}]) {
      const simulated = run((step) => [guess(turnAt(step), change)]);
      await simulated.finish();
      expect(started(simulated, 'decideAhead').length).toBeGreaterThan(0);
    }
  });

  it('a joined pre-execution that ends after the actor’s decision → the run asks what is next, nobody asks it ahead', async () => {
    const fate = (kind: string) => (kind === 'tool' || kind === 'toolAhead' ? { ms: 3000 } : undefined);
    const requests = async (doubles?: 'avoided'): Promise<string[][]> => {
      const world = scriptedWorld({ turns: [[A]], fate });
      const simulated = startSimulated(world, runInput({}, { lookahead: 1, doubles }));
      const { accounts } = await simulated.finish();
      expect(accountsBalance(accounts)).toEqual([]);
      return [started(simulated, 'decide'), started(simulated, 'decideAhead')];
    };
    expect(await requests('avoided')).toEqual([['step 1@0', 'step 2@3300'], []]);
    // Histories of earlier versions hold both.
    expect(await requests()).toEqual([['step 1@0', 'step 2@3300'], ['step 2@3300']]);
  });

  it('refused only because the run may not get there → launched as soon as it is there', async () => {
    const deferred = {
      ...B,
      verdict: { admit: false as const, reason: 'no_value' as const, whenReached: true as const },
    };
    const simulated = run((step) =>
      step === 1 ? [guess([A], { q: 0.4 })] : [{ ...guess([B]), calls: [deferred], q: 0.2 }],
    );
    const { accounts } = await simulated.finish();
    expect(started(simulated, 'toolAhead').map((one) => one.split('@')[0])).toEqual([
      'look("a")',
      'look("b")',
    ]);
    expect(accountsBalance(accounts)).toEqual([]);
  });

  it('a tool whose mode is off or shadow → never executed ahead, whoever asks', async () => {
    for (const mode of ['off', 'shadow'] as const) {
      const simulated = run((step) => [guess(turnAt(step))], {
        gate: { ...SETTINGS, modes: { look: mode } },
      });
      const { accounts } = await simulated.finish();
      expect(started(simulated, 'toolAhead')).toEqual([]);
      expect(accounts.refused[mode === 'off' ? 'tool_mode_off' : 'tool_mode_shadow']).toBe(2);
    }
  });

  it('a predictor that is not worth its price → asked of the gate, booked as no request and no answer', async () => {
    const world = scriptedWorld({ turns: [[A], [B]] });
    const skips = (step: number) => (step === 1 ? undefined : ('no_value' as const));
    const simulated = startSimulated({ ...world, skips }, runInput({}, { lookahead: 0, gate: SETTINGS }));
    const { accounts } = await simulated.finish();
    const asked = started(simulated, 'predict').length;
    expect(asked).toBeGreaterThan(1);
    expect(accounts.predictRequests).toBe(asked);
    expect(accounts.predictor.requests).toBe(1);
    expect(accounts.predictors?.model).toMatchObject({ asked, requests: 1, versions: { sim: 1 } });
    expect(accountsBalance(accounts)).toEqual([]);
  });

  it('every tool off → nobody is asked for a prediction', async () => {
    const simulated = run(() => [guess([A])], { gate: { ...SETTINGS, defaultMode: 'off' } });
    const { accounts } = await simulated.finish();
    expect(accounts.predictRequests).toBe(0);
  });

  it('a grant of one launch → the second is refused for it, and the run tells what it has used', async () => {
    const simulated = run((step) => [guess(turnAt(step), { ahead: noValue })], {
      grant: { launches: 1, costUsd: 10 },
    });
    const { accounts, speculationUsed } = await simulated.finish();
    expect(accounts.refused.budget_grant).toBe(1);
    expect(speculationUsed!.launches).toBe(1);
  });

  it('a reserve that the budget does not hold → not asked, whatever the gate admits', async () => {
    const ahead = { admit: true, reserveUsd: 5 } as const;
    const simulated = run((step) => [guess(turnAt(step), { ahead })], { maxCostUsd: 4 });
    const { speculationUsed } = await simulated.finish();
    expect(started(simulated, 'decideAhead')).toEqual([]);
    expect(speculationUsed!.costUsd).toBeLessThan(4);
  });
});
